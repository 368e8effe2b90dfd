import { type JudgeDeps, type JudgedTrace, type JudgeRules, noRules, type TraceToJudge } from '../flow/judge-trace.ts'
import type { OperatorPrice } from '../prices/operator-prices.ts'
import { idleThreads } from '../threads/idle-threads.ts'
import { type AnalyzerThread, prepareAnalyzerThreads, startAnalyzerThread } from './analyzer-thread.ts'

/** Judges large traces off the main thread. */
export interface AnalyzePool {
  /**
   * Answers what `judgeTrace` answers. Waits for its turn: whoever asks bounds how many wait. Rejects with an error of the
   * name of what judging threw, with what `usual` rejected with, or with JudgingTimeout; nobody else's trace is touched.
   */
  judge(trace: TraceToJudge): Promise<JudgedTrace>
  /** What waits or is being judged is rejected. */
  close(): Promise<void>
}

export interface AnalyzePoolOptions {
  /** Threads; they start when they are first needed. */
  readonly size: number
  /** The operator's own prices, which go before the bundled table. */
  readonly prices: readonly OperatorPrice[]
  readonly usual: JudgeDeps['usual']
  /** What the operator set. */
  readonly rules?: JudgeRules
  /** A trace that takes longer loses its thread: nothing of ours does, so something is wrong with it. */
  readonly traceMs?: number
  /** Facts, steps or runs that cross between the threads at once. */
  readonly pageItems?: number
  /** A thread without work for so long ends. */
  readonly idleMs?: number
}

export class JudgingTimeout extends Error {
  override readonly name = 'JudgingTimeout'
}

/** From so many facts on, those of its continuations included, a trace is worth the way to another thread and back. */
export const poolFactsMin = 500

export function isLarge({ facts, continuations }: TraceToJudge): boolean {
  return continuations.reduce((sum, other) => sum + other.facts.length, facts.length) >= poolFactsMin
}

export function createAnalyzePool(options: AnalyzePoolOptions): AnalyzePool {
  const { size, prices, usual, rules = noRules, traceMs = 20_000, pageItems = 250, idleMs = 30_000 } = options
  const idle = idleThreads<AnalyzerThread>(idleMs)
  const busy = new Set<AnalyzerThread>()
  const waiting: (() => void)[] = []
  let closed = false
  prepareAnalyzerThreads()

  function freeThread(): AnalyzerThread | null {
    const thread = idle.pop()
    if (thread !== null) return thread
    return busy.size < size ? startAnalyzerThread({ prices, rules, pageItems }, usual) : null
  }

  async function judgeBy(thread: AnalyzerThread, trace: TraceToJudge): Promise<JudgedTrace> {
    busy.add(thread)
    try {
      const judged = await withinTime(thread, trace, traceMs)
      if (!closed) idle.push(thread)
      return judged
    } catch (error) {
      await thread.end()
      throw error
    } finally {
      busy.delete(thread)
      waiting.shift()?.()
    }
  }

  async function judge(trace: TraceToJudge): Promise<JudgedTrace> {
    if (closed) throw new Error('the analysis threads are stopping')
    const thread = freeThread()
    if (thread !== null) return judgeBy(thread, trace)
    await new Promise<void>((resolve) => waiting.push(resolve))
    return judge(trace)
  }

  async function close(): Promise<void> {
    closed = true
    for (const wake of waiting.splice(0)) wake()
    await Promise.all([idle.close(), ...[...busy].map((thread) => thread.end())])
  }

  return { judge, close }
}

async function withinTime(thread: AnalyzerThread, trace: TraceToJudge, traceMs: number): Promise<JudgedTrace> {
  let late = false
  const timer = setTimeout(() => {
    late = true
    void thread.end()
  }, traceMs)
  try {
    return await thread.judge(trace)
  } catch (error) {
    throw late ? new JudgingTimeout(`judging the trace took longer than ${traceMs} ms`) : error
  } finally {
    clearTimeout(timer)
  }
}
