import type { Candidate } from '../../../candidate/candidate.ts'
import type { CandidateRow } from '../../candidate-row.ts'
import type { CandidateQuery, Page } from '../../contract.ts'
import { readCursor } from '../../cursor.ts'
import { limitOf } from '../../limits.ts'
import { storedJson } from '../../stored-json.ts'
import { type Facets, facetsOf } from './candidate-facets.ts'
import { candidateById } from './candidate-record.ts'
import { cursorPage, descending, pageOf, type Ranked, rankedAfter } from './descending.ts'
import { inPieces } from './in-pieces.ts'
import { patternsOfLesson } from './lesson-record.ts'
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
  const isChosen = async (its: Facets | null) =>
    its !== null && its.state === (state ?? its.state) && (agent === undefined || (await isOfAgent(slot, its, agent)))
  const chosen = await inPieces(facets, isChosen)
  return ids.map((id, index) => (chosen[index] === true ? id : null))
}

/** Its own, or one of those whose signatures its lesson has beside: merged or mapped lessons are of several agents. */
async function isOfAgent(slot: Slot, its: Facets, agent: string): Promise<boolean> {
  if (isOf(its, { agent })) return true
  const patterns = await patternsOfLesson(slot, its.lesson)
  return patterns.some((pattern) => pattern.runs > 0 && isOf(pattern, { agent }))
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
