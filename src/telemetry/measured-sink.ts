import type { SendAnswer, Sink } from '../deliver/contract.ts'
import type { Metrics } from './metrics.ts'

/** The same sink, counted. */
export function measuredSink(sink: Sink, metrics: Metrics): Sink {
  const tell = (answer: SendAnswer, events: number) => {
    const labels = { exporter: sink.name }
    const { waiting, buried } = leftOf(answer, events)
    metrics.add('exporterSent', labels, events - waiting - buried)
    metrics.add('exporterFailed', labels, waiting)
    metrics.add('exporterBuried', labels, buried)
  }
  const { close } = sink
  return {
    name: sink.name,
    send: async (events) => {
      try {
        const answer = await sink.send(events)
        tell(answer, events.length)
        return answer
      } catch (error) {
        tell('retry', events.length)
        throw error
      }
    },
    ...(close && { close: () => close.call(sink) }),
  }
}

function leftOf(answer: SendAnswer, events: number): { readonly waiting: number; readonly buried: number } {
  if (answer === 'sent') return { waiting: 0, buried: 0 }
  if (answer === 'retry') return { waiting: events, buried: 0 }
  return { waiting: answer.waiting.length, buried: answer.buried.length }
}
