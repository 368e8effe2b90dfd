import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describeSignals } from './describe-signals.ts'
import { exampleOf } from './examples.ts'

// Run by hand after a signal changed: `node src/detect/write-docs.ts`.
const runs = new URL('../../test/fixtures/runs/', import.meta.url)
const examples = readdirSync(runs)
  .sort()
  .flatMap((name) => exampleOf(JSON.parse(readFileSync(new URL(name, runs), 'utf8'))) ?? [])
writeFileSync(new URL('../../docs/signals.md', import.meta.url), describeSignals(examples))
