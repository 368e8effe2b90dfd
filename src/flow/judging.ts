import type { LessonDecided } from './decide.ts'

export interface JudgingDeps {
  /** Settles every trace that is due; answers how many were committed. */
  settle(until: AbortSignal): Promise<number>
  /** Decides lessons whose counts changed, a round of them. */
  decide(): Promise<readonly LessonDecided[]>
  /** Told when there may be new events. */
  decided(): void
  expire(): Promise<void>
  /** Resolves after so long, or at once when the signal aborts. Never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** Told of what a round threw; the next round tries again. */
  report(error: unknown): void
  /** How often due traces are looked for. */
  readonly pollMs?: number
}

const pollMsDefault = 200
/** How often what has outlived its use is dropped. */
const expireEveryMs = 60_000
/** A store that is away is asked less and less often, and yet soon after it is back. */
const failedMsMax = 2_000
/** Rounds of decisions in a row before traces get their turn again. */
const decideRoundsMax = 20

/** The judging half, until stopped: settle what is due, decide what changed. */
export function startJudging(deps: JudgingDeps): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const done = judgeForever(deps, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await done
    },
  }
}

async function judgeForever(deps: JudgingDeps, stopping: AbortSignal): Promise<void> {
  const { pollMs = pollMsDefault } = deps
  const expireEveryRounds = Math.ceil(expireEveryMs / pollMs)
  let failures = 0
  for (let round = 1; !stopping.aborted; round += 1) {
    try {
      await deps.settle(stopping)
      await decideChanged(deps, stopping)
      if (round % expireEveryRounds === 0) await expireAndTell(deps)
      failures = 0
    } catch (error) {
      failures += 1
      deps.report(error)
    }
    await deps.wait(Math.min(pollMs * 2 ** failures, failedMsMax), stopping)
  }
}

/** A snoozed candidate whose time has come is told of, though nothing was decided. */
async function expireAndTell({ expire, decided }: JudgingDeps): Promise<void> {
  await expire()
  decided()
}

/** Outcomes that tell nobody anything. */
const silent: ReadonlySet<LessonDecided['outcome']> = new Set(['superseded', 'gone', 'failed'])

async function decideChanged(deps: JudgingDeps, stopping: AbortSignal): Promise<void> {
  for (let round = 0; round < decideRoundsMax && !stopping.aborted; round += 1) {
    const decided = await deps.decide()
    if (decided.some(({ outcome }) => !silent.has(outcome))) deps.decided()
    if (decided.length === 0) return
  }
}
