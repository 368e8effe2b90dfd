import { parseArgs } from 'node:util'
import { type CompiledSet, compile } from './fit/compile.ts'
import { fitOf } from './fit/fitness.ts'
import { flattened } from './fit/matrix.ts'
import { readMatrix } from './fit/read-matrix.ts'
import { search } from './fit/search.ts'
import { fitText, proposalText } from './fit/text.ts'
import { apart } from './score.ts'

// `node bench/quality/fit.ts [DATASETS_DIR] [--matrix FILE] [--parts base|all] [--flat BASE] [--pull X] [--quick]`: proposes
// severity weights and measures them on data sets that were left out. It writes nothing but the matrix: people copy the
// numbers they find reasonable. `--matrix` keeps what was replayed (delete the file after a change under src/), `--flat`
// starts from one weight for all signals, `--quick` leaves nothing out.
const { values, positionals } = parseArgs({
  options: {
    matrix: { type: 'string' },
    parts: { type: 'string', default: 'base' },
    flat: { type: 'string' },
    pull: { type: 'string', default: '0.0002' },
    quick: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const options = { pull: Number(values.pull), reach: 60 }
const read = await readMatrix(positionals[0], values.matrix)
const matrix = values.flat === undefined ? read : flattened(read, Number(values.flat))
const compiled = compile(matrix, values.parts === 'all' ? 'all' : 'base')
const sets = compiled.sets.filter(({ name, failed, good }) => !apart.has(name) && failed > 0 && good > 0)

const unmoved = compiled.parameters.map(() => 0)
const fitted = search(compiled, sets, options)
process.stdout.write(`${proposalText(compiled, fitted)}\n\n${fitText(sets.map(measured))}\n`)

function measured(set: CompiledSet) {
  const others = sets.filter((other) => other !== set)
  return {
    name: set.name,
    now: fitOf(set, unmoved),
    fitted: fitOf(set, fitted),
    leftOut: values.quick ? null : fitOf(set, search(compiled, others, options)),
  }
}
