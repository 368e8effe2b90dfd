import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface InputFile {
  readonly path: string
  readonly signal: 'traces' | 'logs'
  readonly format: 'pb' | 'json' | 'jsonl'
  readonly gzipped: boolean
}

const fileName = /\.(pb|json|jsonl)(\.gz)?$/
/** As a word of its own: `dialogs` and `catalogs` are none. */
const logsName = /(?:^|[^a-z])logs(?:[^a-z]|$)/i

/**
 * The files that the paths stand for: a file as it is, a folder for its `*traces*` and `*logs*` files in name order.
 *
 * @throws Error naming the path that is missing or no OTLP file.
 */
export async function inputFiles(paths: readonly string[]): Promise<readonly InputFile[]> {
  const files: InputFile[] = []
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (found === null) throw new Error(`${path}: no such file or folder`)
    if (found.isDirectory()) files.push(...(await folderFiles(path)))
    else files.push(toInputFile(path) ?? unknownFormat(path))
  }
  return files
}

async function folderFiles(folder: string): Promise<readonly InputFile[]> {
  const names = (await readdir(folder)).filter((name) => /traces|logs/.test(name) && fileName.test(name)).sort()
  if (names.length === 0)
    throw new Error(`${folder}: holds no *traces* or *logs* file (.pb, .json, .jsonl, each also .gz)`)
  return names.flatMap((name) => toInputFile(join(folder, name)) ?? [])
}

function toInputFile(path: string): InputFile | null {
  const match = fileName.exec(path)
  const format = match?.[1]
  if (format !== 'pb' && format !== 'json' && format !== 'jsonl') return null
  return {
    path,
    signal: logsName.test(basename(path)) ? 'logs' : 'traces',
    format,
    gzipped: match?.[2] !== undefined,
  }
}

function unknownFormat(path: string): never {
  throw new Error(`${path}: expected a file that ends in .pb, .json or .jsonl, each also with .gz`)
}
