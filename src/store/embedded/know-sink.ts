import type { Engine } from './engine.ts'

/** A sink that asks is known from then on: rows stay until it has confirmed them too. */
export function knowSink({ database }: Engine, sink: string): void {
  database.run('INSERT OR IGNORE INTO sinks (sink) VALUES (?)', sink)
}

/** How far the sink `?1` has confirmed the tenant of the surrounding row, in SQL. */
export function confirmedOf(tenant: string): string {
  return `coalesce((SELECT confirmed FROM sink_marks AS m WHERE m.sink = ?1 AND m.tenant = ${tenant}), 0)`
}
