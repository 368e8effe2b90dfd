import type { AttributeMap } from '../span/attribute-value.ts'
import type { WireOrigin } from '../span/wire-span.ts'
import { readAttribute } from './attributes-protobuf.ts'
import { type Decoding, textBytesMax } from './decoding.ts'
import { newOrigin, type OriginDraft } from './drafts.ts'
import { tagOf, type WireReader, wireType } from './wire-reader.ts'

const groupTag = { entity: tagOf(1, wireType.bytes), schemaUrl: tagOf(3, wireType.bytes) } as const
const scopeTag = { name: tagOf(1, wireType.bytes), version: tagOf(2, wireType.bytes) } as const
const resourceAttributeTag = tagOf(1, wireType.bytes)

// Nesting of an attribute: request, resource group and resource stand above it.
const attributeDepth = 3

export interface GroupOrigin {
  readonly resource: AttributeMap
  readonly schemaUrl: string
}

/** Reads a group by resource for what it says of itself, stepping over its scopes. */
export function readResourceOrigin(reader: WireReader, decoding: Decoding): GroupOrigin {
  const origin = newOrigin()
  while (reader.next()) {
    if (reader.tag === groupTag.entity) readResource(reader, origin, decoding)
    else if (reader.tag === groupTag.schemaUrl) origin.schemaUrl = reader.text(textBytesMax)
    else reader.skip()
  }
  return origin
}

/** The same of a group by scope, stepping over its items. Its own schema comes before that of the resource. */
export function readScopeOrigin(reader: WireReader, decoding: Decoding, group: GroupOrigin): WireOrigin {
  const origin: OriginDraft = { ...newOrigin(), resource: group.resource }
  while (reader.next()) {
    if (reader.tag === groupTag.entity) readScope(reader, origin, decoding)
    else if (reader.tag === groupTag.schemaUrl) origin.schemaUrl = reader.text(textBytesMax)
    else reader.skip()
  }
  if (origin.schemaUrl === '') origin.schemaUrl = group.schemaUrl
  return origin
}

function readResource(reader: WireReader, origin: OriginDraft, decoding: Decoding): void {
  const outer = reader.enter()
  while (reader.next()) {
    if (reader.tag === resourceAttributeTag) readAttribute(reader, origin.resource, decoding, attributeDepth)
    else reader.skip()
  }
  reader.leave(outer)
}

function readScope(reader: WireReader, origin: OriginDraft, decoding: Decoding): void {
  const outer = reader.enter()
  while (reader.next()) {
    if (reader.tag === scopeTag.name) origin.scope.name = reader.text(decoding.limits.nameBytesMax)
    else if (reader.tag === scopeTag.version) origin.scope.version = reader.text(decoding.limits.nameBytesMax)
    else reader.skip()
  }
  reader.leave(outer)
}
