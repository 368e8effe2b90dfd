import { type ConfigSource, type Environment, ifSet } from './config-source.ts'
import type { Fault } from './fault.ts'
import { environmentNames, type Option, optionList } from './option-list.ts'
import { UnfitFile } from './read-regular-file.ts'

/** A list of a thousand keys is some 200 kB. */
const fileCharsMax = 1_000_000

/**
 * Secrets that are mounted as files (https://docs.docker.com/reference/compose-file/secrets/): `REDIS_URL_FILE` names a
 * file whose text is taken as `REDIS_URL`, without the line's end. Answers the environment as if the texts had stood in
 * it. Options that hold a secret and lists can be given so.
 */
export function readSecretFiles({ env, readFile }: Pick<ConfigSource, 'env' | 'readFile'>): {
  readonly env: Environment
  readonly faults: readonly Fault[]
} {
  const texts = new Map(Object.entries(env))
  const faults: Fault[] = []
  for (const option of optionList.filter(mayBeFile)) {
    for (const name of environmentNames(option)) {
      const path = ifSet(env[`${name}_FILE`])
      texts.delete(`${name}_FILE`)
      if (path === undefined) continue
      const read = ifSet(env[name]) === undefined ? textOf(path.trim(), readFile) : both
      if ('text' in read) texts.set(name, read.text)
      else faults.push({ path: option.path, seen: `${read.fault} in ${name}_FILE`, expected: read.expected })
    }
  }
  return { env: Object.fromEntries(texts), faults }
}

export function mayBeFile({ notes }: Pick<Option, 'notes'>): boolean {
  return notes.secret === true || notes.form === 'list'
}

type Read = { readonly text: string } | { readonly fault: string; readonly expected: string }

const both: Read = { fault: 'a second value', expected: 'either the value or its file, not both' }

function textOf(path: string, readFile: ConfigSource['readFile']): Read {
  try {
    const text = readFile(path)
    if (text.length > fileCharsMax) return { fault: 'a file that is too long', expected: 'the value and nothing else' }
    if (text.trim() === '') return { fault: 'an empty file', expected: 'the value and nothing else' }
    return { text: text.trim() }
  } catch (error) {
    if (error instanceof UnfitFile)
      return { fault: `a file that is ${error.code}`, expected: 'a regular file of at most 1 MiB' }
    return { fault: 'a file that cannot be read', expected: 'a file that this user may read' }
  }
}
