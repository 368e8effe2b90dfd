import { setTimeout as sleep } from 'node:timers/promises'

const lookMs = 20

/** Looks until it holds; what throws meanwhile does not hold yet. Rejects when patience ends. */
export async function eventually(what: string, patienceMs: number, holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + patienceMs
  while (!(await holds().catch(() => false))) {
    if (Date.now() > until) throw new Error(`${what}: not within ${patienceMs} ms`)
    await sleep(lookMs)
  }
}
