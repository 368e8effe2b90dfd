import { readFile, writeFile } from 'node:fs/promises'
import { demandDatasets } from '../demand-datasets.ts'
import { replayDataset } from '../replay-dataset.ts'
import { type Matrix, type MatrixSet, matrixSet } from './matrix.ts'

/** The matrix out of its file, or out of a replay, which is then kept in that file for the next time. */
export async function readMatrix(folder: string | undefined, cache: string | undefined): Promise<Matrix> {
  const kept = cache === undefined ? null : await readFile(cache, 'utf8').catch(() => null)
  if (kept !== null) return JSON.parse(kept)
  const sets: MatrixSet[] = []
  for (const dataset of await demandDatasets('fit', folder, null)) {
    sets.push(matrixSet(dataset.name, await replayDataset(dataset)))
    process.stderr.write(`fit: ${dataset.name} replayed\n`)
  }
  if (cache !== undefined) await writeFile(cache, JSON.stringify({ sets }))
  return { sets }
}
