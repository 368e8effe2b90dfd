import Type, { type Static } from 'typebox'
import { type Candidate, candidateStates, reviewDecisions } from '../../candidate/candidate.ts'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import type { ReviewAnswer, ReviewRequest } from '../../store/contract.ts'
import type { AskDeps } from '../api-deps.ts'
import { candidateParameter, timeParameter } from '../parameters.ts'
import { problem } from '../problem.ts'
import { type Answer, badParameter, change, notFound, ok, refused } from '../route.ts'
import { candidateSchema, candidateShown } from '../shapes/candidate.ts'
import { expectedTime, parseTime } from '../time.ts'

const bodySchema = Type.Object(
  {
    decision: Type.Enum(reviewDecisions, {
      description:
        'accept: it deserves a test. reject: it is not a problem. snooze: show it again later. merge: it teaches the same as another one; it cannot be undone. reopen: takes any other decision back.',
    }),
    reason: Type.String({ minLength: 1, maxLength: 1_000, description: 'Why, for whoever reads it later.' }),
    until: Type.Optional(timeParameter('snooze: when it comes back, at most a year from now.')),
    into: Type.Optional(candidateParameter('merge: the candidate it goes into.')),
    expected: Type.Optional(
      Type.Enum(candidateStates, { description: 'The state that was seen; another one that stands is a conflict.' }),
    ),
  },
  { additionalProperties: false },
)
type Body = Static<typeof bodySchema>

export const decision = change({
  url: '/api/v1/candidates/:id/decision',
  permission: 'review',
  summary: 'Decides an open candidate. Of two people who decide at once one gets 409, with the state that stands.',
  params: Type.Object({ id: candidateParameter('The candidate id.') }),
  body: bodySchema,
  answer: candidateSchema,
  handle: async ({ params: { id }, body }, deps) => {
    const asked = reviewOf(id, body, deps)
    return asked.ok ? answerOf(await deps.store.candidates.review(asked.body), deps) : asked
  },
})

function reviewOf(candidateId: string, body: Body, { tenant, by, nowMs }: AskDeps): Answer<ReviewRequest> {
  const { decision, into = null, expected = null } = body
  const reason = body.reason.toWellFormed().trim()
  if (reason === '' || !isPrintable(reason)) return badParameter('reason', 'must be words, without control characters')
  const atMs = nowMs()
  const until = untilOf(body, atMs)
  if (!until.ok) return until
  if ((decision === 'merge') !== (into !== null)) return badParameter('into', 'belongs to merge, and merge needs it')
  if (into === candidateId) return badParameter('into', 'must be another candidate')
  return ok({ ...{ tenant, candidateId, decision, reason, by, atMs, into, expected }, untilMs: until.body })
}

const snoozeMaxMs = 366 * 86_400_000

function untilOf({ decision, until }: Body, nowMs: number): Answer<number | null> {
  if ((decision === 'snooze') !== (until !== undefined)) {
    return badParameter('until', 'belongs to snooze, and snooze needs it')
  }
  if (until === undefined) return ok(null)
  const untilMs = parseTime(until)
  if (untilMs === null) return badParameter('until', expectedTime)
  const ahead = untilMs > nowMs && untilMs - nowMs <= snoozeMaxMs
  return ahead ? ok(untilMs) : badParameter('until', 'must be to come, and at most a year away')
}

/** Line breaks and tabs are fine; what steers a terminal is not. */
function isPrintable(text: string): boolean {
  return !/[^\P{Cc}\n\r\t]/u.test(text)
}

function answerOf(answer: ReviewAnswer, { changed }: AskDeps): Answer<Static<typeof candidateSchema>> {
  if (answer.kind === 'conflict') return refused(conflict(answer.candidate))
  if (answer.kind === 'unknown') {
    return answer.what === 'candidate'
      ? notFound('candidate')
      : badParameter('into', 'must be the id of a candidate of another lesson that is not over')
  }
  changed()
  return ok(candidateShown(answer.candidate))
}

function conflict({ state, reviews }: Candidate) {
  const last = reviews.at(-1)
  const since = last === undefined ? '' : `, as ${last.by} decided at ${rfc3339(last.atMs)}`
  const why = state === 'merged' ? 'a merge cannot be undone' : 'this cannot be decided of it'
  return { ...problem(409, `the candidate is ${state}${since}: ${why}`), state }
}
