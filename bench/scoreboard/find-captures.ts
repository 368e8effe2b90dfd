import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from './manifest.ts'

export interface FoundCapture {
  readonly folder: string
  readonly manifest: Manifest
}

/** Every `<client>/<scenario>/manifest.json` below the folder, in name order; null when there is no such folder. */
export async function findCaptures(root: string, client: string | null): Promise<readonly FoundCapture[] | null> {
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) return null
  const found: FoundCapture[] = []
  for (const name of await foldersIn(root)) {
    if (client !== null && name !== client) continue
    for (const scenario of await foldersIn(join(root, name))) {
      const folder = join(root, name, scenario)
      found.push({ folder, manifest: JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) })
    }
  }
  return found
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}
