import type { Step } from '../run/step.ts'
import { hasWord } from './name-words.ts'

/** A word list: such a tool searches, and one empty answer already says that the knowledge is not there. */
const searchWords: ReadonlySet<string> = new Set([
  'search',
  'find',
  'query',
  'lookup',
  'retrieve',
  'retrieval',
  'retriever',
  'kb',
  'knowledge',
  'rag',
  'docs',
  'documentation',
  'faq',
  'vector',
])
/** A word list: such a tool reads what may well be empty, such as a list of open tickets. */
const readWords: ReadonlySet<string> = new Set(['list', 'get', 'fetch', 'read', 'browse', 'scan'])

export type LookupKind = 'search' | 'read'

/** What kind of lookup a step is, by its kind or the words of its name; null when it is none. */
export function lookupKind(step: Step): LookupKind | null {
  if (step.kind === 'retrieval') return 'search'
  if (step.kind !== 'tool') return null
  if (hasWord(step.name, searchWords)) return 'search'
  return hasWord(step.name, readWords) ? 'read' : null
}

/** A lookup, and whether it brought anything: null when that was not captured. */
export interface Lookup {
  readonly step: Step
  readonly kind: LookupKind
  readonly empty: boolean | null
}

/**
 * The run's lookups that did not fail. A retriever below a search tool is the same lookup: the outer one stands for
 * both, and where its own result does not tell, the inner ones do.
 */
export function lookupsOf(steps: readonly Step[]): readonly Lookup[] {
  const outermost = new Map<string, Lookup>()
  const owner = new Map<string, string>()
  const within = new Map<string, boolean | null>()
  for (const step of steps) {
    const above = step.parentId === null ? undefined : owner.get(step.parentId)
    const kind = lookupKind(step)
    if (above !== undefined) {
      owner.set(step.id, above)
      if (kind !== null) within.set(above, both(within.get(above), emptiness(step)))
    } else if (kind !== null) {
      owner.set(step.id, step.id)
      outermost.set(step.id, { step, kind, empty: emptiness(step) })
    }
  }
  return [...outermost.values()]
    .filter(({ step }) => step.outcome === 'ok' || step.outcome === 'unknown')
    .map((lookup) => ({ ...lookup, empty: lookup.empty ?? within.get(lookup.step.id) ?? null }))
}

function emptiness(step: Step): boolean | null {
  if (step.documents !== null) return step.documents === 0
  return step.result?.empty ?? null
}

/** Several inner lookups are empty together only when all are; one that brought something is enough. */
function both(a: boolean | null | undefined, b: boolean | null): boolean | null {
  if (a === undefined) return b
  if (a === false || b === false) return false
  return a === null || b === null ? null : true
}
