import { LineCounter, parseDocument, type YAMLError } from 'yaml'
import type { Fault } from './fault.ts'

export interface YamlAnswer {
  /** Maps all the way down, so that no key becomes a property; null when the text is no YAML at all. */
  readonly content: unknown
  readonly faults: readonly Fault[]
}

const charsMax = 1_000_000

/** Reads YAML 1.2 (https://yaml.org/spec/1.2.2/). Aliases are refused: a configuration needs none. */
export function readYaml(text: string, file: string): YamlAnswer {
  if (text.length > charsMax) return refused(file, `${text.length} characters`, `at most ${charsMax}`)
  const lines = new LineCounter()
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, uniqueKeys: true })
  const faults = document.errors.map((error) => yamlFault(error, lines, file))
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY')) return { content: null, faults }
  try {
    return { content: document.toJS({ mapAsMap: true, maxAliasCount: 0 }), faults }
  } catch {
    return refused(file, 'YAML aliases', 'plain values')
  }
}

function refused(file: string, seen: string, expected: string): YamlAnswer {
  return { content: null, faults: [{ path: file, seen, expected }] }
}

/** The parser's own message may quote the text of the file, so only its code is told. */
function yamlFault(error: YAMLError, lines: LineCounter, file: string): Fault {
  const { line, col } = lines.linePos(error.pos[0])
  const path = `${file}:${line}:${col}`
  if (error.code === 'DUPLICATE_KEY') return { path, seen: 'a key for the second time', expected: 'every key once' }
  return { path, seen: `invalid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`, expected: 'YAML 1.2' }
}
