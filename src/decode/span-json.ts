import type { WireSpan } from '../span/wire-span.ts'
import { readJsonAttributes } from './attributes-json.ts'
import { type Decoding, hasRoom } from './decoding.ts'
import { leadsSomewhere, newEvent, newLink, newSpan, type SpanDraft, spanFault } from './drafts.ts'
import { spanKinds, statusCodes } from './enums.ts'
import {
  type JsonObject,
  jsonEnum,
  jsonId,
  jsonList,
  jsonMicros,
  jsonName,
  jsonObject,
  jsonText,
  jsonUint32,
} from './json-fields.ts'

export const traceIdDigits = 32
export const spanIdDigits = 16

/** Reads one span; what cannot be kept is a fault of the decoding. */
export function readJsonSpan(json: JsonObject, decoding: Decoding): WireSpan {
  const span = newSpan()
  readIds(json, span, decoding)
  span.traceState = jsonText(json.traceState, 'traceState', decoding)
  span.flags = jsonUint32(json.flags, 'flags', decoding)
  span.name = jsonName(json.name, 'name', decoding)
  span.kind = jsonEnum(json.kind, 'kind', spanKinds, decoding)
  span.startUs = jsonMicros(json.startTimeUnixNano, 'startTimeUnixNano', decoding)
  span.endUs = jsonMicros(json.endTimeUnixNano, 'endTimeUnixNano', decoding)
  readJsonAttributes(json.attributes, span.attributes, decoding)
  for (const event of jsonList(json.events, 'events', decoding)) readEvent(event, span, decoding)
  for (const link of jsonList(json.links, 'links', decoding)) readLink(link, span, decoding)
  readStatus(json.status, span, decoding)
  span.droppedAttributesCount += droppedCount(json, decoding) + decoding.cut
  decoding.fault ??= spanFault(span)
  return span
}

function readIds(json: JsonObject, span: SpanDraft, decoding: Decoding): void {
  span.traceId = jsonId(json.traceId, 'traceId', traceIdDigits, decoding)
  span.spanId = jsonId(json.spanId, 'spanId', spanIdDigits, decoding)
  span.parentSpanId = jsonId(json.parentSpanId, 'parentSpanId', spanIdDigits, decoding) || null
}

/** Attributes, events and links that the exporter dropped: the sum only tells that the span is not whole. */
function droppedCount(json: JsonObject, decoding: Decoding): number {
  return (
    jsonUint32(json.droppedAttributesCount, 'droppedAttributesCount', decoding) +
    jsonUint32(json.droppedEventsCount, 'droppedEventsCount', decoding) +
    jsonUint32(json.droppedLinksCount, 'droppedLinksCount', decoding)
  )
}

function readEvent(value: unknown, span: SpanDraft, decoding: Decoding): void {
  if (!hasRoom(span.events, decoding)) return
  const json = jsonObject(value, 'an event', decoding)
  const event = newEvent()
  event.name = jsonName(json.name, 'name of an event', decoding)
  event.timeUs = jsonMicros(json.timeUnixNano, 'timeUnixNano of an event', decoding)
  readJsonAttributes(json.attributes, event.attributes, decoding)
  span.droppedAttributesCount += jsonUint32(json.droppedAttributesCount, 'droppedAttributesCount', decoding)
  span.events.push(event)
}

function readLink(value: unknown, span: SpanDraft, decoding: Decoding): void {
  const json = jsonObject(value, 'a link', decoding)
  const link = newLink()
  link.traceId = jsonId(json.traceId, 'traceId of a link', traceIdDigits, decoding)
  link.spanId = jsonId(json.spanId, 'spanId of a link', spanIdDigits, decoding)
  if (leadsSomewhere(link) && hasRoom(span.links, decoding)) span.links.push(link)
}

function readStatus(value: unknown, span: SpanDraft, decoding: Decoding): void {
  const json = jsonObject(value, 'status', decoding)
  span.statusCode = jsonEnum(json.code, 'code of the status', statusCodes, decoding)
  span.statusMessage = jsonText(json.message, 'message of the status', decoding)
}
