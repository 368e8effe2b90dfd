import { writeFileSync } from 'node:fs'
import { describeOptions } from './describe-options.ts'

// Run by hand after an option changed: `node src/config/write-docs.ts`.
writeFileSync(new URL('../../docs/configuration.md', import.meta.url), describeOptions())
