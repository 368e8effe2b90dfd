import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A folder with `traces.jsonl.gz` and, in a sidecar that nothing under src/ may read, `labels.jsonl.gz`. */
export interface Dataset {
  readonly name: string
  readonly tracesPath: string
  readonly labelsPath: string
}

/** Beside the checkout, wherever the tool is started. */
const defaultFolder = fileURLToPath(new URL('../../../shared/datasets', import.meta.url))

/** By name; null when the folder is not there. */
export async function findDatasets(folder: string, only: string | null): Promise<readonly Dataset[] | null> {
  const names = await readdir(folder).catch(() => null)
  if (names === null) return null
  const found: Dataset[] = []
  for (const name of names.toSorted()) {
    const dataset = datasetIn(folder, name)
    if ((only === null || only === name) && (await isWhole(dataset))) found.push(dataset)
  }
  return found
}

export function datasetsFolder(given: string | undefined): string {
  return given ?? process.env.PROMONTORY_DATASETS ?? defaultFolder
}

function datasetIn(folder: string, name: string): Dataset {
  return {
    name,
    tracesPath: join(folder, name, 'traces.jsonl.gz'),
    labelsPath: join(folder, name, 'labels.jsonl.gz'),
  }
}

async function isWhole({ tracesPath, labelsPath }: Dataset): Promise<boolean> {
  const files = await Promise.all([tracesPath, labelsPath].map((path) => stat(path).catch(() => null)))
  return files.every((file) => file !== null)
}
