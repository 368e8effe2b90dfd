import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import type { JudgeDeps, JudgedTrace, TraceToJudge } from '../flow/judge-trace.ts'
import type { Baseline } from '../run/baseline.ts'
import { plainSources } from '../threads/plain-sources.ts'
import { startThread } from '../threads/start-thread.ts'
import type { AnalyzerOptions, Failure, FromAnalyzer, ToAnalyzer } from './messages.ts'
import { factsPages, joinPages, type Piece, withoutFacts } from './pages.ts'

/** One thread, one trace at a time. */
export interface AnalyzerThread {
  /** Rejects with what judging threw (its name, not its message), or when the thread ends before it has judged. */
  judge(trace: TraceToJudge): Promise<JudgedTrace>
  end(): Promise<void>
  isAlive(): boolean
}

/** Above what the largest trace of the worst shape needs; a thread that needs more ends, and the process does not. */
const heapMebibytes = 192

const entry = new URL('./worker.ts', import.meta.url)

/** Does now what the first thread would otherwise make the loop wait for. */
export function prepareAnalyzerThreads(): void {
  plainSources(entry)
}

export function startAnalyzerThread(options: AnalyzerOptions, usual: JudgeDeps['usual']): AnalyzerThread {
  const worker = startThread(entry, {
    data: options,
    resourceLimits: { maxOldGenerationSizeMb: heapMebibytes },
  })
  worker.unref()
  let alive = true
  worker.once('exit', () => {
    alive = false
  })
  // Whoever waits is told by a listener of its own; a thread that fails while idle is only found to have ended.
  worker.on('error', () => {})
  return {
    isAlive: () => alive,
    judge: (trace) => judge(worker, trace, options.pageItems, usual),
    end: async () => {
      await worker.terminate()
    },
  }
}

/** A page a turn of the loop: copying ten thousand facts at once is a stall. */
async function sendTrace(worker: Worker, trace: TraceToJudge, pageItems: number): Promise<void> {
  for (const page of factsPages(trace, pageItems)) {
    send(worker, { kind: 'facts', ...page })
    await nextTurn()
  }
  send(worker, { kind: 'judge', trace: withoutFacts(trace) })
}

function judge(
  worker: Worker,
  trace: TraceToJudge,
  pageItems: number,
  usual: JudgeDeps['usual'],
): Promise<JudgedTrace> {
  return new Promise((resolve, reject) => {
    const pieces: Piece[] = []
    const settle = (done: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      done()
    }
    const onError = (error: Error) => settle(() => reject(error))
    const onExit = () => settle(() => reject(new Error('the analysis thread ended')))
    const onUsual = (baseline: Baseline | null) => send(worker, { kind: 'usual', baseline })
    const onMessage = (message: FromAnalyzer) => {
      if (message.kind === 'done') return settle(() => resolve(joinPages(message.rest, pieces)))
      if (message.kind === 'failed') return onError(errorOf(message.failure))
      if (message.kind === 'ask') {
        return void usual(message.run, message.beforeMs).then(onUsual, onError)
      }
      for (const piece of message.pieces) pieces.push(piece)
      setImmediate(() => send(worker, { kind: 'next' }))
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    sendTrace(worker, trace, pageItems).catch(onError)
  })
}

function errorOf({ name, frames }: Failure): Error {
  const error = new Error('judging the trace failed on its thread')
  error.name = name
  error.stack = [`${name}: ${error.message}`, ...frames].join('\n')
  return error
}

function send(worker: Worker, message: ToAnalyzer): void {
  worker.postMessage(message)
}
