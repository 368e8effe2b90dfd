import type { Sink } from '../deliver/contract.ts'
import type { ReceiveAnswer, Receiver } from '../otlp/contract.ts'
import type { SelfTracing, SpanAttributes } from './self-tracing.ts'

/** The same receiver; every request leaves a span. */
export function tracedReceiver(receiver: Receiver, tracing: SelfTracing): Receiver {
  const traced =
    (kind: 'traces' | 'logs' | 'metrics'): Receiver['traces'] =>
    (body, encoding, tenant) => {
      const bytes = body.length
      const describe = (answer: ReceiveAnswer) => ({ ...receiveAttributes(answer), kind, bytes })
      return tracing.span('receive', () => receiver[kind](body, encoding, tenant), describe)
    }
  return { traces: traced('traces'), logs: traced('logs'), metrics: traced('metrics') }
}

function receiveAttributes(answer: ReceiveAnswer): SpanAttributes {
  if (answer.kind !== 'accepted') return { answer: answer.kind }
  return { answer: answer.kind, items: answer.items ?? 0, rejected: answer.rejected }
}

/** The same sink; every batch leaves a span. */
export function tracedSink(sink: Sink, tracing: SelfTracing): Sink {
  const { close } = sink
  return {
    name: sink.name,
    send: (events) =>
      tracing.span(
        'deliver',
        () => sink.send(events),
        (answer) => ({
          sink: sink.name,
          events: events.length,
          answer: typeof answer === 'string' ? answer : answer.kind,
        }),
      ),
    ...(close && { close: () => close.call(sink) }),
  }
}

/** A round of settling or deciding; one that found nothing to do leaves no span. */
export function tracedRound<T>(
  name: 'settle' | 'decide',
  tracing: SelfTracing,
  round: () => Promise<T>,
  done: (result: T) => number,
): Promise<T> {
  return tracing.span(name, round, (result) => {
    const n = done(result)
    return n === 0 ? null : { [name === 'settle' ? 'traces' : 'lessons']: n }
  })
}
