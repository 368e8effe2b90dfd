import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { demandDatasets } from './demand-datasets.ts'
import { signalMacro } from './per-signal.ts'
import { qualityOf, type SetQuality, signalScoresOf } from './quality.ts'
import { replayDataset } from './replay-dataset.ts'
import { macroOf } from './score.ts'
import { qualityText } from './table.ts'

// `npm run quality -- [DATASETS_DIR] [--only NAME] [--json FILE]`: replays each data set alone, joins its labels and prints
// what detection is worth. Exit codes: 0 measured, 2 there is nothing to replay.
const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'string' } },
  allowPositionals: true,
})
const datasets = await demandDatasets('quality', positionals[0], values.only ?? null)

const sets: SetQuality[] = []
for (const dataset of datasets) {
  sets.push(qualityOf(dataset.name, await replayDataset(dataset)))
  process.stderr.write(`quality: ${dataset.name} replayed\n`)
}
process.stdout.write(`${qualityText(sets)}\n`)
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report(sets), null, 2)}\n`)

function report(measured: readonly SetQuality[]) {
  return {
    macro: macroOf(measured.map(({ score }) => score)),
    signals: [...signalScoresOf(measured)].map(([signal, scores]) => signalMacro(signal, scores)),
    sets: measured,
  }
}
