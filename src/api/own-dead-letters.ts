import type { DeadLetter } from '../store/contract.ts'
import type { AskDeps } from './api-deps.ts'

/** More than these are neither listed nor replayed at once. */
const deadLettersMax = 1_000

/** Sinks are the operator's, and a tenant's key sees and replays its own events only. */
export async function ownDeadLetters({ store, tenant }: AskDeps): Promise<readonly DeadLetter[]> {
  const letters = await store.outbox.deadLetters(deadLettersMax)
  return letters.filter(({ event }) => event.tenant === tenant)
}
