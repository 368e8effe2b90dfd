import type { Candidate } from '../../../candidate/candidate.ts'
import type { CandidateRow } from '../../candidate-row.ts'
import type { CandidateQuery, Page } from '../../contract.ts'
import { readCursor } from '../../cursor.ts'
import { limitOf } from '../../limits.ts'
import { storedJson } from '../../stored-json.ts'
import { facetsOf } from './candidate-facets.ts'
import { candidateById } from './candidate-record.ts'
import { cursorPage, descending, pageOf, type Ranked, rankedAfter } from './descending.ts'
import { isOf } from './pattern-record.ts'
import { listOf } from './replies.ts'
import type { Slot } from './slot.ts'

const pieces = 200

/** Latest opened first. */
export async function listCandidates(slot: Slot, query: CandidateQuery): Promise<Page<Candidate>> {
  const after = rankedAfter(readCursor(query.cursor, 'time'))
  const limit = limitOf(query.limit)
  const ranked = descending(slot, { set: 'opened', after, pieces })
  const { found, more } = await pageOf(ranked, limit, (members) => chosenOf(slot, query, members))
  const last = more ? found.at(-1)?.[0] : undefined
  const items = await readAll(
    slot,
    found.map(([, id]) => id),
  )
  return cursorPage(items, last === undefined ? null : ['time', last.score, last.member])
}

export async function getCandidate(slot: Slot, id: string): Promise<Candidate | null> {
  return (await candidateById(slot, id))?.row.candidate ?? null
}

/** Chosen by state and agent, without reading the candidates themselves. */
async function chosenOf(
  slot: Slot,
  { state, agent }: CandidateQuery,
  members: readonly Ranked[],
): Promise<readonly (string | null)[]> {
  const ids = members.map(({ member }) => member)
  const facets = await facetsOf(slot, ids)
  return ids.map((id, index) => {
    const its = facets[index] ?? null
    return its !== null && its.state === (state ?? its.state) && isOf(its, agent === undefined ? {} : { agent })
      ? id
      : null
  })
}

async function readAll(slot: Slot, ids: readonly string[]): Promise<readonly Candidate[]> {
  if (ids.length === 0) return []
  const rows = listOf(await slot.read('hmget', 'candidates', ...ids))
  return rows.flatMap((text) => {
    if (typeof text !== 'string') return []
    const row: CandidateRow = storedJson(text)
    return row.candidate
  })
}
