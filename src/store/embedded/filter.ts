import type { SQLInputValue } from 'node:sqlite'

/** Conditions of a list query: constant SQL with its values. The few combinations keep the statement cache bounded. */
export class Filter {
  readonly #parts: string[] = []
  readonly #values: SQLInputValue[] = []

  /** Left out when a value is undefined. */
  and(sql: string, ...values: readonly (SQLInputValue | undefined)[]): this {
    const known = values.filter((value) => value !== undefined)
    if (known.length < values.length) return this
    this.#parts.push(sql)
    this.#values.push(...known)
    return this
  }

  get sql(): string {
    return this.#parts.join(' AND ')
  }

  get values(): readonly SQLInputValue[] {
    return this.#values
  }
}
