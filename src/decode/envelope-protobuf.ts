import type { WireOrigin } from '../span/wire-span.ts'
import { budgetScan, envelopeFault } from './budget-scan.ts'
import type { Decoded, DecodeLimits, KeepAttribute } from './decoded.ts'
import { type Decoding, newDecoding } from './decoding.ts'
import { type EnvelopeNames, itemPath, type Place } from './envelope.ts'
import { Harvest } from './harvest.ts'
import { type GroupOrigin, readResourceOrigin, readScopeOrigin } from './origin-protobuf.ts'
import { malformed } from './refusal.ts'
import { tagOf, WireReader, wireType } from './wire-reader.ts'
import type { WireMessage } from './wire-schema.ts'

const resourceGroupTag = tagOf(1, wireType.bytes)
const scopeGroupTag = tagOf(2, wireType.bytes)
const itemTag = tagOf(2, wireType.bytes)

/** What differs between traces and logs on the wire. */
export interface WireItems<T> {
  readonly names: EnvelopeNames
  readonly request: WireMessage
  /** Reads the item between `pos` and `end`; what cannot be kept is a fault of the reader. */
  read(reader: WireReader, decoding: Decoding, origin: WireOrigin): T
}

/** One pass over an export request: groups by resource, in them groups by scope, in them the items. */
export function decodeEnvelope<T>(
  body: Uint8Array,
  items: WireItems<T>,
  keep: KeepAttribute,
  limits: DecodeLimits,
): Decoded<T> {
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  const refusal = budgetScan(bytes, items.request, limits)
  if (refusal !== null) return refusal
  const reader = new WireReader(bytes)
  const pass: Pass<T> = { reader, items, decoding: newDecoding(keep, limits), harvest: new Harvest(), place: start() }
  readResourceGroups(pass)
  return reader.fault === null ? pass.harvest.decoded() : malformed(envelopeFault(reader))
}

interface Pass<T> {
  readonly reader: WireReader
  readonly items: WireItems<T>
  readonly decoding: Decoding
  readonly harvest: Harvest<T>
  readonly place: Place
}

function start(): Place {
  return { resource: 0, scope: 0, item: 0 }
}

function readResourceGroups<T>(pass: Pass<T>): void {
  const { reader, place } = pass
  for (place.resource = 0; reader.next(); ) {
    if (reader.tag !== resourceGroupTag) reader.skip()
    else {
      readResourceGroup(pass)
      place.resource += 1
    }
  }
}

/** The resource may stand behind its scopes on the wire, so each group is passed over once for its origin. */
function readResourceGroup<T>(pass: Pass<T>): void {
  const { reader, place } = pass
  const outer = reader.enter()
  const from = reader.pos
  const origin = readResourceOrigin(reader, pass.decoding)
  reader.pos = from
  for (place.scope = 0; reader.next(); ) {
    if (reader.tag !== scopeGroupTag) reader.skip()
    else {
      readScopeGroup(pass, origin)
      place.scope += 1
    }
  }
  reader.leave(outer)
}

function readScopeGroup<T>(pass: Pass<T>, group: GroupOrigin): void {
  const { reader, place } = pass
  const outer = reader.enter()
  const from = reader.pos
  const origin = readScopeOrigin(reader, pass.decoding, group)
  reader.pos = from
  for (place.item = 0; reader.next(); ) {
    if (reader.tag !== itemTag) reader.skip()
    else {
      readItem(pass, origin)
      place.item += 1
    }
  }
  reader.leave(outer)
}

function readItem<T>(pass: Pass<T>, origin: WireOrigin): void {
  const { reader, items, harvest } = pass
  const outer = reader.enter()
  if (reader.fault === null) {
    const item = items.read(reader, pass.decoding, origin)
    if (reader.fault === null) harvest.keep(item)
    else {
      harvest.reject(itemPath(items.names, pass.place), reader.fault)
      reader.recover()
    }
  }
  reader.leave(outer)
}
