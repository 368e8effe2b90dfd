import { parseArgs } from 'node:util'
import { demandDatasets } from '../demand-datasets.ts'
import { replayDataset } from '../replay-dataset.ts'
import { type Placing, place } from './place.ts'
import { readGrouping } from './read-grouping.ts'
import { errorsText, groupingText } from './text.ts'

// `node bench/quality/grouping/main.ts [DATASETS_DIR] [--only NAME] [--errors]`: pairwise precision and recall of lessons
// over findings that were grouped by hand (labels.jsonl). `--errors` lists groups that fall apart and lessons that mix.
const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, errors: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const labels = await readGrouping(new URL('labels.jsonl', import.meta.url))
const placings: Placing[] = []
for (const dataset of await demandDatasets('grouping', positionals[0], values.only ?? null)) {
  const own = labels.filter((label) => label.dataset === dataset.name)
  if (own.length > 0) placings.push(place(own, await replayDataset(dataset)))
}
process.stdout.write(`${groupingText(placings)}\n`)
if (values.errors) process.stdout.write(`\n${errorsText(placings)}\n`)
