import { parseArgs } from 'node:util'
import { demandDatasets } from './demand-datasets.ts'
import type { JudgedRun } from './judged-run.ts'
import { rawSteps } from './raw-steps.ts'
import { replayDataset } from './replay-dataset.ts'
import { runText } from './run-text.ts'

// `node bench/quality/show.ts DATASET RUN... [--raw] [--datasets DIR]`: prints runs, each named by its index or by the
// start of its trace id; `--raw` adds what the spans hold, cut.
const { values, positionals } = parseArgs({
  options: { raw: { type: 'boolean', default: false }, datasets: { type: 'string' } },
  allowPositionals: true,
})
const [name, ...asked] = positionals
if (name === undefined || asked.length === 0) {
  process.stderr.write('show: expected DATASET RUN..., a run being its index or the start of its trace id\n')
  process.exit(2)
}
for (const dataset of await demandDatasets('show', values.datasets, name)) {
  const runs = await replayDataset(dataset)
  const chosen = asked.flatMap((wanted) => find(runs, wanted))
  const raw = values.raw ? await rawSteps(dataset.tracesPath, new Set(chosen.map(({ label }) => label.traceId))) : null
  for (const run of chosen) process.stdout.write(`${runText(run, raw?.get(run.label.traceId) ?? null)}\n\n`)
  if (chosen.length === 0) {
    process.stderr.write(`show: ${name}: no run ${asked.join(', ')} among ${runs.length}\n`)
    process.exitCode = 2
  }
}

function find(runs: readonly JudgedRun[], wanted: string): readonly JudgedRun[] {
  const numbered = /^\d{1,5}$/.test(wanted) ? runs[Number(wanted)] : undefined
  if (numbered !== undefined) return [numbered]
  return runs.filter(({ label }) => label.traceId.startsWith(wanted)).slice(0, 1)
}
