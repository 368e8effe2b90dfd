/** The thread that judges large traces, one at a time. Facts come and runs go in pages: see `analyzer-thread.ts`. */
import { parentPort, workerData } from 'node:worker_threads'
import { type JudgeDeps, judgeTrace, type TraceToJudge } from '../flow/judge-trace.ts'
import { firstOf, operatorPrices } from '../prices/operator-prices.ts'
import { tablePrices } from '../prices/table-prices.ts'
import type { Baseline } from '../run/baseline.ts'
import type { AnalyzerOptions, Failure, FromAnalyzer, ToAnalyzer } from './messages.ts'
import { type FactsPage, judgedPages, withFacts } from './pages.ts'

serve(workerData)

function serve({ prices, rules, pageItems }: AnalyzerOptions): void {
  let facts: FactsPage[] = []
  let answer = (_: Baseline | null): void => {}
  let sendNext = (): void => {}

  const deps: JudgeDeps = {
    rules,
    price: firstOf(operatorPrices(prices), tablePrices()),
    usual: (run, beforeMs) =>
      new Promise((resolve) => {
        answer = resolve
        send({ kind: 'ask', run, beforeMs })
      }),
  }

  async function judge(trace: TraceToJudge): Promise<void> {
    try {
      const judged = await judgeTrace(trace, deps)
      const pages = judgedPages(judged, pageItems)
      sendNext = () => {
        const page = pages.next()
        if (page.done !== true) return send({ kind: 'page', pieces: page.value })
        send({ kind: 'done', rest: { ...judged, runs: [], ledger: [] } })
      }
      sendNext()
    } catch (error) {
      send({ kind: 'failed', failure: failureOf(error) })
    }
  }

  parentPort?.on('message', (message: ToAnalyzer) => {
    if (message.kind === 'facts') facts.push(message)
    else if (message.kind === 'usual') answer(message.baseline)
    else if (message.kind === 'next') sendNext()
    else {
      const trace = withFacts(message.trace, facts)
      facts = []
      void judge(trace)
    }
  })
}

const framesMax = 8

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] }
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return { name: error.name, frames: frames.slice(0, framesMax) }
}

function send(message: FromAnalyzer): void {
  parentPort?.postMessage(message)
}
