import type { CandidateEvent } from '../../src/candidate/event.ts'
import type { DeliverOutbox } from '../../src/flow/deliver.ts'

export interface Buried {
  readonly sink: string
  readonly tenant: string
  readonly sequence: number
  readonly reason: string
  readonly attempts: number
}

/**
 * An outbox in memory that keeps marks, dead letters and a lease per sink, as the contract has it. `marks` are those of
 * the tenant of `someEvent`, `marksOf` those of any.
 */
export function memoryOutbox(events: readonly CandidateEvent[]) {
  const marks = new Map<string, number>()
  const others = new Map<string, number>()
  const buried: Buried[] = []
  const holders = new Map<string, string>()
  const isDead = (sink: string, { tenant, sequence }: Pick<CandidateEvent, 'tenant' | 'sequence'>) =>
    buried.some((letter) => letter.sink === sink && letter.tenant === tenant && letter.sequence === sequence)
  const place = (sink: string, tenant: string): [Map<string, number>, string] =>
    tenant === 'default' ? [marks, sink] : [others, `${sink} ${tenant}`]
  const markOf = (sink: string, tenant: string) => {
    const [map, key] = place(sink, tenant)
    return map.get(key) ?? 0
  }
  const outbox: DeliverOutbox = {
    lease: async (sink, holder) => {
      const free = (holders.get(sink) ?? holder) === holder
      if (free) holders.set(sink, holder)
      return free
    },
    release: async (sink, holder) => {
      if (holders.get(sink) === holder) holders.delete(sink)
    },
    pending: async (sink, limit) =>
      events.filter((event) => event.sequence > markOf(sink, event.tenant) && !isDead(sink, event)).slice(0, limit),
    confirm: async (sink, upTo) => {
      for (const { tenant, sequence } of upTo) {
        const [map, key] = place(sink, tenant)
        map.set(key, Math.max(sequence, markOf(sink, tenant)))
      }
    },
    bury: async (sink, { tenant, sequence }, reason, attempts) => {
      if (!isDead(sink, { tenant, sequence })) buried.push({ sink, tenant, sequence, reason, attempts })
    },
  }
  return { ...outbox, marks, markOf, buried, holders }
}
