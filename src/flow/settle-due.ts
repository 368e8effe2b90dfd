import { type ClaimedTrace, type CommitAnswer, type Store, StoreUnavailable } from '../store/contract.ts'
import { type SettleDeps, settle } from './settle.ts'
import type { SideLane } from './side-lane.ts'

export interface SettleDueDeps extends Omit<SettleDeps, 'commit'> {
  readonly traces: Pick<Store['traces'], 'claim' | 'commit' | 'fail'>
  /** Where large traces are settled while the rounds go on; without it they wait for their turn like all others. */
  readonly aside?: Aside
  readonly leaseMs: number
  /** Traces claimed at once. */
  readonly limit: number
  /** Traces settled side by side: more than one hides the way to a store that is elsewhere. */
  readonly width: number
  /** Told of what judging a trace threw; the trace is tried again, and quarantined after five times. */
  readonly report: (traceId: string, error: unknown) => void
}

export interface Aside {
  isLarge(claim: ClaimedTrace): boolean
  readonly judge: SettleDeps['judge']
  readonly lane: SideLane
}

/** Settles what is due until nothing is, or `until` aborts. Answers how many were committed, without those aside. */
export async function settleDue(dueMs: number, deps: SettleDueDeps, until?: AbortSignal): Promise<number> {
  let settled = 0
  while (until?.aborted !== true) {
    const claims = await deps.traces.claim({ nowMs: dueMs, leaseMs: deps.leaseMs, limit: deps.limit })
    if (claims.length === 0) break
    const large = new Set(claims.filter((claim) => deps.aside?.isLarge(claim) === true))
    const small = claims.filter((claim) => !large.has(claim))
    settled += await sideBySide(small, deps.width, async (claim) => (await settleOne(claim, deps.judge, deps)) !== null)
    for (const claim of large) await settleAside(claim, deps)
  }
  return settled
}

/** How many of them it was true for. */
async function sideBySide<T>(
  items: readonly T[],
  width: number,
  isDone: (item: T) => Promise<boolean>,
): Promise<number> {
  const left = [...items].reverse()
  let done = 0
  const work = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) if (await isDone(item)) done += 1
  }
  await Promise.all(Array.from({ length: width }, work))
  return done
}

/** Resolves once it has begun. What is left to be done when that fails is what a crash leaves: the lease runs out. */
async function settleAside(claim: ClaimedTrace, deps: SettleDueDeps): Promise<void> {
  const { aside, report } = deps
  if (aside === undefined) return
  await aside.lane.begin(() => settleOne(claim, aside.judge, deps).catch((error) => report(claim.traceId, error)))
}

async function settleOne(
  claim: ClaimedTrace,
  judge: SettleDeps['judge'],
  { traces, nowMs, report, cut }: SettleDueDeps,
): Promise<CommitAnswer['kind'] | null> {
  try {
    const answer = await settle(claim, { judge, commit: traces.commit, nowMs, ...(cut === undefined ? {} : { cut }) })
    return answer.kind === 'stale' ? null : answer.kind
  } catch (error) {
    report(claim.traceId, error)
    // Not the trace's fault: its lease runs out, and it is due again.
    if (error instanceof StoreUnavailable) return null
    await traces.fail(claim, errorName(error), nowMs())
    return null
  }
}

/** The kind of the error only: its message may quote what it stumbled over. */
function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
