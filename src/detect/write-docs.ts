import { writeFileSync } from 'node:fs'
import { describeSignals } from './describe-signals.ts'

// Run by hand after a signal changed: `node src/detect/write-docs.ts`.
writeFileSync(new URL('../../docs/signals.md', import.meta.url), describeSignals())
