import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'

export type Row = Record<string, SQLOutputValue>
type Values = readonly SQLInputValue[]

/**
 * A connection with its prepared statements. The SQL texts are constants of this folder, so the cache is bounded. Rows
 * are read whole: an iterator that is left half way keeps its statement busy.
 */
export class Database {
  readonly #connection: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(connection: DatabaseSync) {
    this.#connection = connection
  }

  get inTransaction(): boolean {
    return this.#connection.isTransaction
  }

  exec(sql: string): void {
    this.#connection.exec(sql)
  }

  get(sql: string, ...values: Values): Row | undefined {
    return this.#statement(sql).get(...values)
  }

  all(sql: string, ...values: Values): readonly Row[] {
    return this.#statement(sql).all(...values)
  }

  /** Answers how many rows changed. */
  run(sql: string, ...values: Values): number {
    return Number(this.#statement(sql).run(...values).changes)
  }

  close(): void {
    this.#statements.clear()
    this.#connection.close()
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

export function openConnection(path: string, readOnly = false): DatabaseSync {
  return new DatabaseSync(path, { readOnly, timeout: 5000, enableForeignKeyConstraints: false })
}
