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
  const known = found.get(steps)
  if (known !== undefined) return known
  const lookups = findLookups(steps)
  found.set(steps, lookups)
  return lookups
}

/** Several signals ask for the lookups of the same run. */
const found = new WeakMap<readonly Step[], readonly Lookup[]>()

function findLookups(steps: readonly Step[]): readonly Lookup[] {
  if (!steps.some((step) => lookupKind(step) !== null)) return []
  const byId = new Map(steps.map((step) => [step.id, step]))
  const within = new Map<string, boolean | null>()
  const outermost: Lookup[] = []
  for (const step of steps) {
    const kind = lookupKind(step)
    if (kind === null) continue
    const outer = outerLookup(step, byId)
    if (outer === null) outermost.push({ step, kind, empty: emptiness(step) })
    else within.set(outer.id, both(within.get(outer.id), emptiness(step)))
  }
  return outermost
    .filter(({ step }) => step.outcome === 'ok' || step.outcome === 'unknown')
    .map((lookup) => ({ ...lookup, empty: lookup.empty ?? within.get(lookup.step.id) ?? null }))
}

/** Levels looked at above a step: deeper nesting than that is no lookup any more. */
const levelsMax = 32

/** The outermost lookup above a step; where both begin in the same microsecond the inner one may come first. */
function outerLookup(step: Step, byId: ReadonlyMap<string, Step>): Step | null {
  let outer: Step | null = null
  let above = step.parentId === null ? undefined : byId.get(step.parentId)
  for (let level = 0; level < levelsMax && above !== undefined; level += 1) {
    if (lookupKind(above) !== null) outer = above
    above = above.parentId === null ? undefined : byId.get(above.parentId)
  }
  return outer
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
