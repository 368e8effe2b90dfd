import type { Baseline } from '../../run/baseline.ts'

interface Known {
  readonly beforeMs: number
  readonly baseline: Baseline | null
}

const agentsMax = 1000
/** Around a full hour runs of two hours are judged side by side. */
const hoursPerAgentMax = 3

/**
 * A baseline is asked for with every run and changes, for the hour that is going on, once an hour. Holds only what was
 * read from committed rows; feeding an hour forgets the baselines that reach over it.
 */
export class BaselineCache {
  readonly #agents = new Map<string, readonly Known[]>()

  /** Undefined when it is not known. */
  get(tenant: string, agent: string, beforeMs: number): Baseline | null | undefined {
    return this.#agents.get(keyOf(tenant, agent))?.find((known) => known.beforeMs === beforeMs)?.baseline
  }

  keep(tenant: string, agent: string, known: Known): void {
    const key = keyOf(tenant, agent)
    const others = (this.#agents.get(key) ?? []).filter(({ beforeMs }) => beforeMs !== known.beforeMs)
    this.#agents.delete(key)
    this.#agents.set(key, [known, ...others].slice(0, hoursPerAgentMax))
    const [oldest] = this.#agents.keys()
    if (this.#agents.size > agentsMax && oldest !== undefined) this.#agents.delete(oldest)
  }

  forget(tenant: string, agent: string, fedStartMs: number): void {
    const key = keyOf(tenant, agent)
    const known = this.#agents.get(key)
    if (known === undefined) return
    this.#agents.set(
      key,
      known.filter(({ beforeMs }) => beforeMs <= fedStartMs),
    )
  }

  clear(): void {
    this.#agents.clear()
  }
}

function keyOf(tenant: string, agent: string): string {
  return JSON.stringify([tenant, agent])
}
