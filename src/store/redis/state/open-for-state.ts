import { createClient, type RedisClient } from '../client.ts'
import { type Connection, connect } from '../connect.ts'
import { guardedClient } from '../guarded-client.ts'
import type { Identity } from '../identity.ts'
import { type Keys, keysOf } from '../keys.ts'
import type { RedisStoreOptions } from '../open.ts'

export type RedisState = Pick<RedisStoreOptions, 'url' | 'durability' | 'namespace' | 'limits'>

export interface OpenedForState {
  readonly connection: Connection
  /** For what comes before it is known which store this is. */
  readonly bare: RedisClient
  readonly keys: Keys
  clientOf(identity: Pick<Identity, 'id'>): RedisClient
  close(): void
}

/** Nobody else works on the store, so that calls may take their time. */
const callMs = 30_000

export async function openForState({ url, durability, namespace }: RedisState): Promise<OpenedForState> {
  const connection = await connect(url)
  const bare = createClient(connection, { durability, callMs, triesMs: 2 * callMs })
  const keys = keysOf(namespace ?? '')
  const clientOf: OpenedForState['clientOf'] = (identity) => guardedClient(bare, { keys, identity, lost: () => {} })
  return { connection, bare, keys, clientOf, close: () => connection.disconnect() }
}
