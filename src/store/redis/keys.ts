/**
 * Every key of the store, with its type, lifetime and hash tag. Nobody else builds a key. A script touches keys of one
 * tag only. What comes from the wire (trace ids, agents, signatures) and the names of tenants never stand in a key as
 * they are: they are hashed, or are fields and members inside of it.
 *
 * | key | type | what | lifetime |
 * | --- | --- | --- | --- |
 * | `{...}:marker` | string | id of the store, in every slot | for ever |
 * | `{registry}:store` | hash | id, format, fingerprint key | for ever |
 * | `{registry}:tenants` | set | names of tenants | for ever |
 * | `{registry}:sinks` | hash | sinks that ever asked, with who may tell them until when | for ever |
 * | `{registry}:news` | zset | tenants that there is something to do for, by a number that grows (tenant/news.ts) | for ever |
 * | `{p<n>}:due` | zset | trace reference by due time; while leased, by the end of the lease | until settled |
 * | `{p<n>}:expiry` | zset | trace reference by the time of its next housekeeping | until the trace is dropped |
 * | `{p<n>}:unapplied` | set | tenants with rows that are not applied | until applied |
 * | `{p<n>}:acked` | hash | how many chunks it keeps of each process that appends, and when the last one came | for ever |
 * | `{p<n>}:tallies` | hash | gauges and counters of the partition | for ever |
 * | `{p<n>}:tallies:<tenant>` | hash | the same of one tenant, and the number of its newest row | for ever |
 * | `{p<n>}:rows:<tenant>` | list | rows that are not applied yet, as JSON (row.ts) | until applied |
 * | `{p<n>}:t:<trace>` | hash | the trace (traces/trace.ts) | dedupe horizon |
 * | `{p<n>}:c:<trace>` | hash | chunks of facts by digest | late window |
 * | `{p<n>}:l:<trace>` | hash | ledger, what was fed, the last answer | dedupe horizon |
 * | `{p<n>}:r:<trace>` | hash | run records by run id | dedupe horizon; of exemplars as long as day buckets reach |
 * | `{t:<tenant>}:...` | | all that people see of a tenant (tenant/tenant-keys.ts), and: | |
 * | `{t:<tenant>}:joins` | hash | which trace continues which (scripts/register.lua) | with its traces |
 * | `{t:<tenant>}:calls` | hash | traces that issued or answered a call, by call | with their facts |
 */
import { hash } from 'node:crypto'

export const partitions = 128

/** Where a trace is kept. */
export interface Place {
  readonly partition: number
  /** Stands for (tenant, trace id) in keys and members: 20 characters. */
  readonly ref: string
}

export interface Keys {
  /** The marker of the slot that a key is in. */
  marker(key: string): string
  registry(what: 'store' | 'tenants' | 'sinks' | 'news'): string
  partition(partition: number, what: 'due' | 'expiry' | 'unapplied' | 'tallies' | 'acked'): string
  /** What a partition keeps of one tenant. */
  share(partition: number, tenant: string, what: 'rows' | 'tallies'): string
  trace(place: Place): string
  chunks(place: Place): string
  ledger(place: Place): string
  runs(place: Place): string
  /**
   * A key in the slot of the tenant. `what` is a word of ours; `parts` are words or numbers of ours, or came through
   * `short`.
   */
  tenant(tenant: string, what: string, ...parts: readonly (string | number)[]): string
}

/** `namespace`: words of the operator's that keep several stores of one Redis apart; never from the wire. */
export function keysOf(namespace: string): Keys {
  const partitioned = (partition: number, rest: string) => `${namespace}{p${partition}}:${rest}`
  const ofTrace = (letter: string) => (place: Place) => partitioned(place.partition, `${letter}:${place.ref}`)
  return {
    marker: (key) => `${key.slice(0, key.indexOf('}') + 1)}:marker`,
    registry: (what) => `${namespace}{registry}:${what}`,
    partition: partitioned,
    share: (partition, tenant, what) => partitioned(partition, `${what}:${tenantTag(tenant)}`),
    trace: ofTrace('t'),
    chunks: ofTrace('c'),
    ledger: ofTrace('l'),
    runs: ofTrace('r'),
    tenant: (tenant, what, ...parts) => [`${namespace}{t:${tenantTag(tenant)}}`, what, ...parts].join(':'),
  }
}

export function placeOf(tenant: string, traceId: string): Place {
  const digest = hash('sha256', `${tenant.length}:${tenant}${traceId}`, 'buffer')
  return { partition: (digest[31] ?? 0) % partitions, ref: digest.subarray(0, 15).toString('base64url') }
}

/** Any text as 16 characters that may stand in a key. */
export function short(text: string): string {
  return hash('sha256', text, 'buffer').subarray(0, 12).toString('base64url')
}

const tagsMax = 10_000
const tags = new Map<string, string>()

/** Tenants are few and asked for all the time. */
function tenantTag(tenant: string): string {
  const known = tags.get(tenant)
  if (known !== undefined) return known
  if (tags.size >= tagsMax) tags.clear()
  const tag = short(tenant)
  tags.set(tenant, tag)
  return tag
}
