/**
 * import-state: writes what another store held into a Redis that has no store. Until all of it is there, the store has a
 * format that no version knows, so that no replica opens half of one; one that did not end stays refused and is named.
 */
import { randomBytes } from 'node:crypto'
import { type Imported, type StateRecord, StateRefused, type StoreState } from '../../state.ts'
import type { RedisClient } from '../client.ts'
import { startWatch } from '../health.ts'
import { storeFormat } from '../identity.ts'
import { fixedMarkers, markSlot } from '../markers.ts'
import { redisLimits } from '../open.ts'
import { loadScript } from '../script.ts'
import type { ImportParts } from './import-parts.ts'
import { registryTag } from './import-parts.ts'
import { createPatternImport, importAgent } from './import-patterns.ts'
import {
  createBaselineImport,
  importCandidate,
  importEvent,
  importLesson,
  importLetter,
  importMark,
  importMerge,
  importSink,
  importTenant,
} from './import-tenants.ts'
import { createTraceImport } from './import-traces.ts'
import { type OpenedForState, openForState, type RedisState } from './open-for-state.ts'
import { createWriter } from './writer.ts'

/** As what opens a store it is not held to a mark, which only a store that is there has. */
const beginImport = loadScript('opening/../../state/begin-import')
const unfinished = 'importing'

/** Rejects with StateRefused when there is a store, with StoreUnavailable when Redis is not as it has to be. */
export async function importRedisState(options: RedisState, records: AsyncIterable<StateRecord>): Promise<Imported> {
  const opened = await openForState(options)
  const rest = records[Symbol.asyncIterator]()
  try {
    const first = await rest.next()
    if (first.done === true || first.value.kind !== 'store') throw new StateRefused(startsWrong)
    const begun = await begin(opened, options, first.value)
    const { writer, keys } = begun.parts
    const imported = await importAll(begun, { [Symbol.asyncIterator]: () => rest })
    await writer.flushAll()
    writer.add(registryTag, 'HSET', keys.registry('store'), 'marked', 1, 'format', storeFormat)
    await writer.flushAll()
    return imported
  } finally {
    await rest.return?.()
    opened.close()
  }
}

const startsWrong = 'the state has to begin with its one store'

interface Begun {
  readonly client: RedisClient
  readonly parts: ImportParts
}

async function importAll({ client, parts }: Begun, records: AsyncIterable<StateRecord>): Promise<Imported> {
  const patterns = createPatternImport(parts, client)
  const traces = createTraceImport(parts)
  const baselines = createBaselineImport(parts)
  for await (const record of records) {
    await patterns.before(record.kind)
    switch (record.kind) {
      case 'store':
        throw new StateRefused(startsWrong)
      case 'tenant':
        importTenant(parts, record)
        traces.lost(record.tenant, record.tallies.cutFacts, record.tallies.lateFacts)
        break
      case 'sink':
        importSink(parts, record)
        break
      case 'trace':
        traces.trace(record)
        break
      case 'chunk':
        traces.chunk(record)
        break
      case 'run':
        traces.run(record)
        break
      case 'agent':
        importAgent(parts, record)
        break
      case 'pattern':
        patterns.pattern(record)
        break
      case 'counts':
        patterns.counts(record)
        break
      case 'sighting':
        patterns.sighting(record)
        break
      case 'lesson':
        importLesson(parts, record)
        break
      case 'merge':
        importMerge(parts, record)
        break
      case 'candidate':
        importCandidate(parts, record)
        break
      case 'event':
        importEvent(parts, record)
        break
      case 'mark':
        importMark(parts, record)
        break
      case 'letter':
        importLetter(parts, record)
        break
      case 'baseline':
        baselines.take(record)
        break
    }
    await parts.writer.flushFull()
  }
  await patterns.before('store')
  traces.end()
  baselines.end()
  return { unnamedBaselines: 0 }
}

/** Makes the store, and looks whether Redis is safe to have it; takes it back where it is not. */
async function begin(opened: OpenedForState, options: RedisState, store: StoreState): Promise<Begun> {
  const { connection, bare, keys } = opened
  const identity = { id: randomBytes(16).toString('hex'), fingerprintKey: store.fingerprintKey }
  const there = [keys.registry('store'), keys.registry('tenants'), keys.registry('sinks')]
  const answer = await bare.run(beginImport, there, [identity.id, identity.fingerprintKey, unfinished])
  if (answer === unfinished)
    throw new StateRefused('an import into this Redis did not come to its end: empty it, then import again')
  if (answer !== 'begun') throw new StateRefused('this Redis has a store already: expected an empty one')
  const client = opened.clientOf(identity)
  const writer = createWriter(client)
  try {
    await Promise.all(fixedMarkers(keys).map((marker) => markSlot(bare, marker, identity.id)))
    const watch = await startWatch({ connection, keys, identity, durability: options.durability })
    watch.stop()
  } catch (error) {
    for (const marker of fixedMarkers(keys)) writer.add(marker, 'DEL', marker)
    writer.add(keys.marker(keys.registry('store')), 'DEL', keys.registry('store'))
    await writer.flushAll()
    throw error
  }
  return { client, parts: { writer, keys, lateWindowMs: { ...redisLimits, ...options.limits }.lateWindowMs } }
}
