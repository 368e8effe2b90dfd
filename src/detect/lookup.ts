import type { Step } from '../run/step.ts'
import { hasWord, readFromName } from './name-words.ts'
import { remembered } from './remembered.ts'
import { placesAbove } from './step-lists.ts'

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
  return kindByName(step.name)
}

const kindByName = readFromName<LookupKind | null>((name) => {
  if (hasWord(name, searchWords)) return 'search'
  return hasWord(name, readWords) ? 'read' : null
})

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
export const lookupsOf: (steps: readonly Step[]) => readonly Lookup[] = remembered(findLookups)

function findLookups(steps: readonly Step[]): readonly Lookup[] {
  const kinds = steps.map(lookupKind)
  if (kinds.every((kind) => kind === null)) return []
  const outerOf = outerLookups(steps, kinds)
  const within = new Map<string, boolean | null>()
  const outermost: Lookup[] = []
  for (const [place, step] of steps.entries()) {
    const kind = kinds[place] ?? null
    if (kind === null) continue
    const outer = outerOf(place)
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
function outerLookups(steps: readonly Step[], kinds: readonly (LookupKind | null)[]): (place: number) => Step | null {
  if (!steps.some(({ parentId }, place) => parentId !== null && kinds[place] !== null)) return () => null
  const above = placesAbove(steps)
  return (place) => {
    let outer: Step | null = null
    let at = above[place] ?? -1
    for (let level = 0; level < levelsMax && at >= 0; level += 1) {
      if (kinds[at] !== null) outer = steps[at] ?? null
      at = above[at] ?? -1
    }
    return outer
  }
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
