/** A tenant's slot without the partitions: ledgers become rows here, and run records are remembered. */
import type { RunContribution } from '../../../src/pattern/contribution.ts'
import type { RunRecord } from '../../../src/store/contract.ts'
import { type StoreLimits, storeLimits } from '../../../src/store/limits.ts'
import { createClient } from '../../../src/store/redis/client.ts'
import { connect } from '../../../src/store/redis/connect.ts'
import { guardedClient } from '../../../src/store/redis/guarded-client.ts'
import { identify } from '../../../src/store/redis/identity.ts'
import { keysOf } from '../../../src/store/redis/keys.ts'
import type { Applied, Row, RunEntry, RunRef } from '../../../src/store/redis/row.ts'
import { createTenantHalf, type TenantHalf } from '../../../src/store/redis/tenant/tenant-half.ts'
import { emptyLedger, type Ledger } from '../../../src/store/redis/traces/ledger.ts'
import { forgettingRows, rowsOf } from '../../../src/store/redis/traces/rows-of.ts'
import { noon, runRecord, tenant } from '../builders.ts'

export interface TenantBench {
  readonly half: TenantHalf
  /** The next rows of the trace, which are numbered when they are made. */
  rowsFor(traceId: string, runs: readonly RunContribution[]): readonly Row[]
  forget(traceId: string): readonly Row[]
  apply(rows: readonly Row[], earliest?: number): Promise<Applied>
  commit(traceId: string, runs: readonly RunContribution[]): Promise<Applied>
  /** Run records that the slot told to drop. */
  readonly dropped: readonly RunRef[]
  /** Names of keys, without what all have in common and the marker. */
  keys(): Promise<readonly string[]>
  command(name: string, ...args: (string | number)[]): Promise<unknown>
  close(): void
}

const partition = 7

export async function openTenantBench(
  url: string,
  namespace: string,
  limits: Partial<StoreLimits> = {},
): Promise<TenantBench> {
  const connection = await connect(url)
  const keys = keysOf(namespace)
  const bare = createClient(connection, { durability: { kind: 'process' } })
  const client = guardedClient(bare, { keys, identity: await identify(bare, keys), lost: () => {} })
  const dropped: RunRef[] = []
  const records = {
    read: async (_tenant: string, runs: readonly RunRef[]): Promise<readonly RunRecord[]> =>
      runs.map(({ runId, traceId }) => runRecord(runId, traceId)),
    drop: async (_tenant: string, runs: readonly RunRef[]) => void dropped.push(...runs),
  }
  const half = createTenantHalf(client, { keys, limits: { ...storeLimits, ...limits }, records })
  const command = (name: string, ...args: (string | number)[]) => connection.redis.call(name, ...args)
  await command('SADD', keys.registry('tenants'), tenant)
  const ledgers = new Map<string, Ledger>()
  let written = 0
  const numbered = (rows: ReturnType<typeof rowsOf>): readonly Row[] =>
    rows.map((row) => {
      written += 1
      return { ...row, n: written }
    })
  const bench: TenantBench = {
    ...{ half, dropped, command },
    rowsFor: (traceId, runs) => {
      const before = ledgers.get(traceId) ?? emptyLedger
      const fed = [...before.fed, ...runs.filter(({ measures }) => measures !== null).map(({ runId }) => runId)]
      const after: Ledger = { ...before, runs, entries: runs.map(entryOf), fed }
      ledgers.set(traceId, after)
      return numbered(rowsOf(traceId, noon, before, after))
    },
    forget: (traceId) => numbered(forgettingRows(traceId, noon, ledgers.get(traceId) ?? emptyLedger)),
    apply: (rows, earliest = rows[0]?.n ?? 0) => half.applyRows(tenant, partition, rows, earliest),
    commit: (traceId, runs) => bench.apply(bench.rowsFor(traceId, runs)),
    keys: async () => {
      const prefix = keys.tenant(tenant, '')
      const found = await command('KEYS', `${prefix.replaceAll(/[[\]?*\\]/g, '?')}*`)
      const names = Array.isArray(found) ? found.map((key) => String(key).slice(prefix.length)) : []
      return names.filter((name) => name !== 'marker').sort()
    },
    close: () => connection.disconnect(),
  }
  return bench
}

function entryOf({ runId, agent, outcome, countedAtMs }: RunContribution): RunEntry {
  return { runId, agent, outcome, countedMs: countedAtMs }
}
