import { parseArgs } from 'node:util'
import { demandDatasets } from './demand-datasets.ts'
import { firedSignals, type JudgedRun } from './judged-run.ts'
import { replayDataset } from './replay-dataset.ts'
import { findingsInShort, headline, stepsInShort } from './run-text.ts'
import { isFlagged, weightOf } from './weight.ts'

// `node bench/quality/misses.ts DATASET [--signal S] [--fn|--fp] [--limit N] [--datasets DIR]`: failed runs that are not
// flagged (--fn), good runs that are (--fp), or both. With a signal: failed runs in which it is silent, good runs in which
// it fires.
const { values, positionals } = parseArgs({
  options: {
    signal: { type: 'string' },
    fn: { type: 'boolean', default: false },
    fp: { type: 'boolean', default: false },
    limit: { type: 'string', default: '40' },
    datasets: { type: 'string' },
  },
  allowPositionals: true,
})
const name = positionals[0]
if (name === undefined) {
  process.stderr.write('misses: expected DATASET\n')
  process.exit(2)
}
const both = values.fn === values.fp
for (const dataset of await demandDatasets('misses', values.datasets, name)) {
  const runs = await replayDataset(dataset)
  if (values.fn || both)
    list(
      'failed runs that are missed',
      runs.filter((run) => run.label.failed === true && !hits(run)),
    )
  if (values.fp || both)
    list(
      'good runs that are hit',
      runs.filter((run) => run.label.failed === false && hits(run)),
    )
}

function hits(run: JudgedRun): boolean {
  return values.signal === undefined ? isFlagged(weightOf(run.findings)) : firedSignals(run).has(values.signal)
}

function list(title: string, runs: readonly JudgedRun[]): void {
  const limit = Number(values.limit)
  process.stdout.write(`${runs.length} ${title}${runs.length > limit ? `, the first ${limit}` : ''}\n`)
  for (const run of runs.slice(0, limit))
    process.stdout.write(`  ${headline(run)}; ${run.label.model}; ${stepsInShort(run)}; ${findingsInShort(run)}\n`)
}
