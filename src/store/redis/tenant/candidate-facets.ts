import type { CandidateState } from '../../../candidate/candidate.ts'
import type { PatternScope } from '../../../pattern/contribution.ts'
import { storedJson } from '../../stored-json.ts'
import { listOf, textOrNull } from './replies.ts'
import type { Slot } from './slot.ts'

/** What lists choose candidates by, without reading the candidates themselves. */
export interface Facets {
  readonly state: CandidateState
  readonly scope: PatternScope
  readonly agent: string
  readonly signal: string
  readonly lesson: string
}

/** In the order asked for; null for one that is not known. */
export async function facetsOf(slot: Slot, ids: readonly string[]): Promise<readonly (Facets | null)[]> {
  if (ids.length === 0) return []
  const found = listOf(await slot.read('hmget', 'facets', ...ids))
  return ids.map((_, index) => {
    const text = textOrNull(found[index])
    if (text === null) return null
    const [state, scope, agent, signal, lesson = ''] = storedJson(text)
    return { state, scope, agent, signal, lesson }
  })
}
