/**
 * The modules of a thread as plain JavaScript, made on the thread that starts it.
 *
 * A thread that strips types itself loads Node's stripper, which is WebAssembly, and frees it when it ends. There Node
 * 24.21 now and then ends the whole process: V8's check `jit_page.has_value()` fails while it frees the wrappers of the
 * imports. The main thread has the stripper loaded anyway and keeps it until the process ends.
 */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/** More modules than a thread has; the rest of them it would strip itself. */
const modulesMax = 2_000

const made = new Map<string, ReadonlyMap<string, string>>()

/** JavaScript by the URL of its file: the entry and what it imports from its own sources, made once per process. */
export function plainSources(entry: URL): ReadonlyMap<string, string> {
  const known = made.get(entry.href)
  if (known !== undefined) return known
  const sources = collect(entry)
  made.set(entry.href, sources)
  return sources
}

function collect(entry: URL): ReadonlyMap<string, string> {
  const sources = new Map<string, string>()
  const open = [entry]
  for (let url = open.pop(); url !== undefined && sources.size < modulesMax; url = open.pop()) {
    if (sources.has(url.href)) continue
    const source = plainSource(url)
    if (source === null) continue
    sources.set(url.href, source)
    open.push(...importedBy(source, url))
  }
  return sources
}

/** Types become blanks, so that lines and columns stay; null for what the thread has to load (or fail to) by itself. */
function plainSource(url: URL): string | null {
  if (!url.pathname.endsWith('.ts')) return null
  try {
    return unwarned(() => stripTypeScriptTypes(readFileSync(url, 'utf8')))
  } catch {
    return null
  }
}

/** Only looked for in the file's own text: a name in a comment costs a file that is not there, or is not needed. */
const specifier = /\b(?:from|import)\s*(?:\(\s*)?['"](\.[^'"\n]*\.ts)['"]/g

function importedBy(source: string, url: URL): readonly URL[] {
  return [...source.matchAll(specifier)].map(([, path = '']) => new URL(path, url))
}

/** Node warns that the function may change; it would tell that to everybody who starts a thread. */
function unwarned<T>(work: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}
