import type { Baseline, BaselineSubject } from '../../run/baseline.ts'

interface Known {
  readonly beforeMs: number
  readonly baseline: Baseline | null
}

export interface SubjectKey {
  readonly tenant: string
  readonly scope: BaselineSubject['scope']
  /** `subjectName` of it. */
  readonly subject: string
}

const subjectsMax = 3000
/** Around a full hour runs of two hours are judged side by side. */
const hoursPerSubjectMax = 3

/**
 * A baseline is asked for with every run and changes, for the hour that is going on, once an hour. Holds only what was
 * read from committed rows; feeding an hour forgets the baselines that reach over it.
 */
export class BaselineCache {
  readonly #subjects = new Map<string, readonly Known[]>()

  /** Undefined when it is not known. */
  get(key: SubjectKey, beforeMs: number): Baseline | null | undefined {
    return this.#subjects.get(keyOf(key))?.find((known) => known.beforeMs === beforeMs)?.baseline
  }

  keep(of: SubjectKey, known: Known): void {
    const key = keyOf(of)
    const others = (this.#subjects.get(key) ?? []).filter(({ beforeMs }) => beforeMs !== known.beforeMs)
    this.#subjects.delete(key)
    this.#subjects.set(key, [known, ...others].slice(0, hoursPerSubjectMax))
    const [oldest] = this.#subjects.keys()
    if (this.#subjects.size > subjectsMax && oldest !== undefined) this.#subjects.delete(oldest)
  }

  forget(of: SubjectKey, fedStartMs: number): void {
    const key = keyOf(of)
    const known = this.#subjects.get(key)
    if (known === undefined) return
    this.#subjects.set(
      key,
      known.filter(({ beforeMs }) => beforeMs <= fedStartMs),
    )
  }

  clear(): void {
    this.#subjects.clear()
  }
}

function keyOf({ tenant, scope, subject }: SubjectKey): string {
  return JSON.stringify([tenant, scope, subject])
}
