import type { CandidateEvent } from '../../src/candidate/event.ts'
import type { DeliverOutbox } from '../../src/flow/deliver.ts'

export interface Buried {
  readonly sink: string
  readonly sequence: number
  readonly reason: string
  readonly attempts: number
}

/** An outbox in memory that keeps a mark and the dead letters per sink, as the contract has it. */
export function memoryOutbox(events: readonly CandidateEvent[]) {
  const marks = new Map<string, number>()
  const buried: Buried[] = []
  const isDead = (sink: string, sequence: number) =>
    buried.some((letter) => letter.sink === sink && letter.sequence === sequence)
  const outbox: DeliverOutbox = {
    pending: async (sink, limit) =>
      events.filter(({ sequence }) => sequence > (marks.get(sink) ?? 0) && !isDead(sink, sequence)).slice(0, limit),
    confirm: async (sink, sequence) => {
      marks.set(sink, Math.max(sequence, marks.get(sink) ?? 0))
    },
    bury: async (sink, sequence, reason, attempts) => {
      if (!isDead(sink, sequence)) buried.push({ sink, sequence, reason, attempts })
    },
  }
  return { ...outbox, marks, buried }
}
