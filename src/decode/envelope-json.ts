import type { WireOrigin } from '../span/wire-span.ts'
import type { Decoded, DecodeLimits, KeepAttribute } from './decoded.ts'
import { type Decoding, newDecoding } from './decoding.ts'
import { type EnvelopeNames, itemPath, type Place, scopePath } from './envelope.ts'
import { Harvest } from './harvest.ts'
import { parseBody } from './json-body.ts'
import { isObject, type JsonObject, jsonList, kindOf, wrong } from './json-fields.ts'
import { type JsonGroupOrigin, readJsonResource, readJsonScope } from './origin-json.ts'
import { malformed, type Refusal, tooLarge } from './refusal.ts'

/** What differs between traces and logs in JSON. */
export interface JsonItems<T> {
  readonly names: EnvelopeNames
  /** Reads one item; what cannot be kept is a fault of the decoding. */
  read(json: JsonObject, decoding: Decoding, origin: WireOrigin): T
}

/** An export request: groups by resource, in them groups by scope, in them the items. */
export function decodeJsonEnvelope<T>(
  body: Uint8Array,
  items: JsonItems<T>,
  keep: KeepAttribute,
  limits: DecodeLimits,
): Decoded<T> {
  const parsed = parseBody(body, limits)
  if (parsed.kind !== 'parsed') return parsed
  const pass: Pass<T> = {
    items,
    decoding: newDecoding(keep, limits),
    harvest: new Harvest(),
    place: { resource: 0, scope: 0, item: 0 },
    seen: 0,
  }
  return readRequest(parsed.root, pass) ?? pass.harvest.decoded()
}

interface Pass<T> {
  readonly items: JsonItems<T>
  readonly decoding: Decoding
  readonly harvest: Harvest<T>
  readonly place: Place
  /** Items so far, kept or not. */
  seen: number
}

function readRequest<T>(root: JsonObject, pass: Pass<T>): Refusal | null {
  const { decoding, place } = pass
  const { names } = pass.items
  const groups = jsonList(root[names.resources], names.resources, decoding)
  if (decoding.fault !== null) return malformed(decoding.fault)
  for (place.resource = 0; place.resource < groups.length; place.resource += 1) {
    const refusal = readResourceGroup(groups[place.resource], pass)
    if (refusal !== null) return refusal
  }
  return null
}

function readResourceGroup<T>(group: unknown, pass: Pass<T>): Refusal | null {
  const { decoding, place } = pass
  const { names } = pass.items
  const where = `${names.resources}[${place.resource}]`
  if (!isObject(group)) return malformed(`${where} is ${kindOf(group)}, expected an object`)
  const origin = readJsonResource(group, decoding)
  const groups = jsonList(group[names.scopes], names.scopes, decoding)
  if (decoding.fault !== null) return malformed(`${where}: ${decoding.fault}`)
  for (place.scope = 0; place.scope < groups.length; place.scope += 1) {
    const refusal = readScopeGroup(groups[place.scope], pass, origin)
    if (refusal !== null) return refusal
  }
  return null
}

function readScopeGroup<T>(group: unknown, pass: Pass<T>, resource: JsonGroupOrigin): Refusal | null {
  const { decoding, place } = pass
  const { names } = pass.items
  const where = scopePath(names, place)
  if (!isObject(group)) return malformed(`${where} is ${kindOf(group)}, expected an object`)
  const origin = readJsonScope(group, decoding, resource)
  const items = jsonList(group[names.items], names.items, decoding)
  if (decoding.fault !== null) return malformed(`${where}: ${decoding.fault}`)
  pass.seen += items.length
  if (pass.seen > decoding.limits.itemsMax) return tooLarge('spans or log records', decoding.limits.itemsMax)
  for (place.item = 0; place.item < items.length; place.item += 1) readItem(items[place.item], pass, origin)
  return null
}

function readItem<T>(json: unknown, pass: Pass<T>, origin: WireOrigin): void {
  const { decoding, harvest, items } = pass
  decoding.cut = 0
  if (isObject(json)) {
    const item = items.read(json, decoding, origin)
    if (decoding.fault === null) harvest.keep(item)
  } else wrong(decoding, 'the item', json, 'an object')
  if (decoding.fault !== null) harvest.reject(itemPath(items.names, pass.place), decoding.fault)
  decoding.fault = null
}
