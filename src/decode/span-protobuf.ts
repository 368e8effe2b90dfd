import type { WireEvent, WireLink, WireSpan } from '../span/wire-span.ts'
import { readAttribute, readMicros, readText } from './attributes-protobuf.ts'
import { type Decoding, hasRoom } from './decoding.ts'
import { leadsSomewhere, newEvent, newLink, newSpan, type SpanDraft, spanFault } from './drafts.ts'
import { knownEnumerator, spanKinds, statusCodes } from './enums.ts'
import { readId, spanIdBytes, traceIdBytes } from './ids-protobuf.ts'
import { tagOf, type WireReader, wireType } from './wire-reader.ts'

const { varint, fixed64, bytes, fixed32 } = wireType

/** Fields of Span, Event, Link and Status: opentelemetry/proto/trace/v1. */
const spanTag = {
  traceId: tagOf(1, bytes),
  spanId: tagOf(2, bytes),
  traceState: tagOf(3, bytes),
  parentSpanId: tagOf(4, bytes),
  name: tagOf(5, bytes),
  kind: tagOf(6, varint),
  startTime: tagOf(7, fixed64),
  endTime: tagOf(8, fixed64),
  attribute: tagOf(9, bytes),
  droppedAttributes: tagOf(10, varint),
  event: tagOf(11, bytes),
  droppedEvents: tagOf(12, varint),
  link: tagOf(13, bytes),
  droppedLinks: tagOf(14, varint),
  status: tagOf(15, bytes),
  flags: tagOf(16, fixed32),
} as const
const eventTag = {
  time: tagOf(1, fixed64),
  name: tagOf(2, bytes),
  attribute: tagOf(3, bytes),
  droppedAttributes: tagOf(4, varint),
} as const
const linkTag = { traceId: tagOf(1, bytes), spanId: tagOf(2, bytes) } as const
const statusTag = { message: tagOf(2, bytes), code: tagOf(3, varint) } as const

// Nesting of an attribute: request, resource, scope and span stand above it.
const attributeDepth = 4

/** Reads the span between `pos` and `end`; one that cannot be kept is a fault of the reader. */
export function readSpan(reader: WireReader, decoding: Decoding): WireSpan {
  const span = newSpan()
  decoding.cut = 0
  while (reader.next()) readSpanField(reader, span, decoding)
  span.droppedAttributesCount += decoding.cut
  const fault = spanFault(span)
  if (fault !== null) reader.fail(fault)
  return span
}

function readSpanField(reader: WireReader, span: SpanDraft, decoding: Decoding): void {
  const { tag } = reader
  if (tag === spanTag.attribute) readAttribute(reader, span.attributes, decoding, attributeDepth)
  else if (tag === spanTag.event) readEvent(reader, span, decoding)
  else if (tag === spanTag.link) readLink(reader, span, decoding)
  else if (tag === spanTag.status) readStatus(reader, span, decoding)
  else if (tag === spanTag.traceId) span.traceId = readId(reader, 'trace id', traceIdBytes)
  else if (tag === spanTag.spanId) span.spanId = readId(reader, 'span id', spanIdBytes)
  else if (tag === spanTag.parentSpanId) span.parentSpanId = readId(reader, 'parent span id', spanIdBytes) || null
  else if (tag === spanTag.name) span.name = reader.text(decoding.limits.nameBytesMax)
  else if (tag === spanTag.kind) span.kind = knownEnumerator(reader.uint32(), spanKinds)
  else if (tag === spanTag.startTime) span.startUs = readMicros(reader)
  else if (tag === spanTag.endTime) span.endUs = readMicros(reader)
  else if (tag === spanTag.flags) span.flags = reader.fixed32()
  else if (tag === spanTag.traceState) span.traceState = readText(reader, decoding)
  else if (isDroppedCount(tag)) span.droppedAttributesCount += reader.uint32()
  else reader.skip()
}

/** Attributes, events and links that the exporter dropped: the sum only tells that the span is not whole. */
function isDroppedCount(tag: number): boolean {
  return tag === spanTag.droppedAttributes || tag === spanTag.droppedEvents || tag === spanTag.droppedLinks
}

function readEvent(reader: WireReader, span: SpanDraft, decoding: Decoding): void {
  if (hasRoom(span.events, decoding)) span.events.push(readOneEvent(reader, span, decoding))
  else reader.skip()
}

function readOneEvent(reader: WireReader, span: SpanDraft, decoding: Decoding): WireEvent {
  const outer = reader.enter()
  const event = newEvent()
  while (reader.next()) {
    if (reader.tag === eventTag.time) event.timeUs = readMicros(reader)
    else if (reader.tag === eventTag.name) event.name = reader.text(decoding.limits.nameBytesMax)
    else if (reader.tag === eventTag.attribute) {
      readAttribute(reader, event.attributes, decoding, attributeDepth + 1)
    } else if (reader.tag === eventTag.droppedAttributes) span.droppedAttributesCount += reader.uint32()
    else reader.skip()
  }
  reader.leave(outer)
  return event
}

function readLink(reader: WireReader, span: SpanDraft, decoding: Decoding): void {
  const link = readOneLink(reader)
  if (leadsSomewhere(link) && hasRoom(span.links, decoding)) span.links.push(link)
}

function readOneLink(reader: WireReader): WireLink {
  const outer = reader.enter()
  const link = newLink()
  while (reader.next()) {
    if (reader.tag === linkTag.traceId) link.traceId = readId(reader, 'trace id of a link', traceIdBytes)
    else if (reader.tag === linkTag.spanId) link.spanId = readId(reader, 'span id of a link', spanIdBytes)
    else reader.skip()
  }
  reader.leave(outer)
  return link
}

function readStatus(reader: WireReader, span: SpanDraft, decoding: Decoding): void {
  const outer = reader.enter()
  while (reader.next()) {
    if (reader.tag === statusTag.message) span.statusMessage = readText(reader, decoding)
    else if (reader.tag === statusTag.code) span.statusCode = knownEnumerator(reader.uint32(), statusCodes)
    else reader.skip()
  }
  reader.leave(outer)
}
