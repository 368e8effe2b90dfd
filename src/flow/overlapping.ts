import type { CandidateState } from '../candidate/candidate.ts'
import { areNearlyTheSameRuns, leads } from '../decide/overlap.ts'
import type { LessonEvidence } from '../pattern/pattern.ts'
import type { CandidateStore, Page, RunRecord, RunStore } from '../store/contract.ts'

export interface OverlapDeps {
  readonly runs: Pick<RunStore, 'list'>
  readonly candidates: Pick<CandidateStore, 'list' | 'scorecard'>
  /** Of another lesson, over the same window; null when it is not known. */
  evidenceOf(lesson: string): Promise<LessonEvidence | null>
  /** Whether the policy would promote the lesson by itself. */
  isPromoted(evidence: LessonEvidence): boolean
  readonly nowMs: number
}

/**
 * The lesson whose candidate already stands for this one, or is about to, as nearly the same runs of the agent carry
 * both; null when there is none. Asked when a candidate would be opened: one that is there stays. Looks at the latest runs
 * of the lesson's first signatures, so that it is bounded and what late spans took back does not count.
 */
export async function overlapping(evidence: LessonEvidence, deps: OverlapDeps): Promise<string | null> {
  const { tenant, lesson, scope } = evidence
  if (scope !== 'agent') return null
  const before = await deps.candidates.scorecard(tenant, lesson)
  if (before?.answer === 'promote') return null
  // A lesson may change many times a second; who stands for it does not.
  if (before?.duplicateOf !== undefined && deps.nowMs - before.decidedAtMs < freshMs) return before.duplicateOf
  const runs = await latestRuns(evidence, deps)
  const others = lessonsOf(runs, lesson)
  if (others.size === 0) return null
  const candidates = await candidatesOf(evidence, deps)
  if (candidates.get(lesson)?.some(stands) === true) return null
  for (const [other, shared] of others) {
    const found = await deps.evidenceOf(other)
    if (found === null || found.lesson === lesson || found.scope !== 'agent') continue
    const { agentRuns } = evidence
    const overlap = { runs: evidence.runs, otherRuns: found.runs, agentRuns, sampled: runs.length, shared }
    if (!areNearlyTheSameRuns(overlap)) continue
    const states = candidates.get(found.lesson)
    if (states === undefined ? deps.isPromoted(found) && leads(found, evidence) : states.some(stands)) {
      return found.lesson
    }
  }
  return null
}

const freshMs = 60_000
const signaturesMax = 4
const runsOfEach = 20
const pagesMax = 5
const othersMax = 8
const candidatesMax = 200

async function latestRuns(
  { tenant, leadingSignature, signatures }: LessonEvidence,
  { runs }: OverlapDeps,
): Promise<readonly RunRecord[]> {
  const found = new Map<string, RunRecord>()
  for (const signature of [...new Set([leadingSignature, ...signatures])].slice(0, signaturesMax)) {
    for (const record of await runsOf(signature, tenant, runs)) found.set(record.run.id, record)
  }
  return [...found.values()]
}

/** A page of large runs ends early. */
async function runsOf(signature: string, tenant: string, runs: OverlapDeps['runs']): Promise<readonly RunRecord[]> {
  const found: RunRecord[] = []
  let cursor: string | null = null
  for (let page = 0; page < pagesMax && found.length < runsOfEach; page += 1) {
    const from: { cursor?: string } = cursor === null ? {} : { cursor }
    const answer: Page<RunRecord> = await runs.list({ tenant, signature, limit: runsOfEach - found.length, ...from })
    found.push(...answer.items)
    cursor = answer.nextCursor
    if (cursor === null) break
  }
  return found
}

/** Other lessons of the runs with how many of them carry each, most first; a signal in shadow raises nothing. */
function lessonsOf(records: readonly RunRecord[], own: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { findings } of records) {
    const lessons = new Set(findings.filter(({ shadow }) => shadow !== true).map(({ lesson }) => lesson))
    lessons.delete(own)
    for (const lesson of lessons) counts.set(lesson, (counts.get(lesson) ?? 0) + 1)
  }
  const byCount = [...counts].sort(([a, runsA], [b, runsB]) => runsB - runsA || (a < b ? -1 : 1))
  return new Map(byCount.slice(0, othersMax))
}

async function candidatesOf(
  { tenant, agent }: LessonEvidence,
  { candidates }: OverlapDeps,
): Promise<ReadonlyMap<string, readonly CandidateState[]>> {
  const { items } = await candidates.list({ tenant, agent, limit: candidatesMax })
  const states = new Map<string, CandidateState[]>()
  for (const { lesson, state } of items) states.set(lesson, [...(states.get(lesson) ?? []), state])
  return states
}

/** A person is being asked, or has said that it is a lesson. */
const standing: ReadonlySet<CandidateState> = new Set([
  'open',
  'accepted',
  'promoted',
  'protected',
  'regressed',
  'snoozed',
])

function stands(state: CandidateState): boolean {
  return standing.has(state)
}
