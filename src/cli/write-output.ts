import { access, constants, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CliFailure, exit } from './exit.ts'

/** Before long work: whether the file of an option can be written at its end. Says which path and what is wrong. */
export async function requireWritable(option: string, path: string): Promise<void> {
  const folder = dirname(path)
  const found = await stat(folder).catch(faultOf(option, folder))
  if (!found.isDirectory()) throw unwritable(option, folder, 'ENOTDIR')
  await access(folder, constants.W_OK).catch(faultOf(option, folder))
  const file = await stat(path).catch(() => null)
  if (file?.isDirectory()) throw unwritable(option, path, 'EISDIR')
}

export async function writeOutput(option: string, path: string, text: string): Promise<void> {
  await writeFile(path, text).catch(faultOf(option, path))
}

function faultOf(option: string, path: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw unwritable(option, path, error.code ?? 'unknown')
  }
}

function unwritable(option: string, path: string, code: string): CliFailure {
  return new CliFailure(`${option}: ${path} ${faults.get(code) ?? `cannot be written (${code})`}`, exit.failed)
}

const faults: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'is not there: expected a folder that exists'],
  ['ENOTDIR', 'is a file, expected a folder'],
  ['EISDIR', 'is a folder, expected a file'],
  ['EACCES', 'may not be written to'],
  ['EPERM', 'may not be written to'],
  ['EROFS', 'is on a read-only file system'],
  ['ENOSPC', 'cannot be written: no space is left'],
])
