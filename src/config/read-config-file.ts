import { type ConfigSource, type Content, ifSet } from './config-source.ts'
import { type Fault, shown } from './fault.ts'
import { readYaml } from './read-yaml.ts'

export interface ConfigFile {
  readonly content: Content
  readonly faults: readonly Fault[]
}

const defaultFile = 'promontory.yaml'
const noContent: Content = new Map()

export function readConfigFile(source: ConfigSource): ConfigFile {
  const named = source.path ?? ifSet(source.env.PROMONTORY_CONFIG)
  const path = named ?? defaultFile
  const text = tryRead(path, source.readFile)
  if (text.ok) return contentOf(path, text.text)
  if (named === undefined && text.code === 'ENOENT') return { content: noContent, faults: [] }
  const origin = source.path === undefined ? 'PROMONTORY_CONFIG' : '--config'
  const fault = {
    path: origin,
    seen: `${shown(path)} (${text.code})`,
    expected: 'a YAML file of at most 1 MiB that can be read',
  }
  return { content: noContent, faults: [fault] }
}

function contentOf(path: string, text: string): ConfigFile {
  const { content, faults } = readYaml(text, path)
  if (content instanceof Map) return { content, faults }
  if (content === null || content === undefined) return { content: noContent, faults }
  return { content: noContent, faults: [...faults, { path, seen: shown(content), expected: 'a group of keys' }] }
}

type ReadText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string }

function tryRead(path: string, readFile: (path: string) => string): ReadText {
  try {
    return { ok: true, text: readFile(path) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    return { ok: false, code }
  }
}
