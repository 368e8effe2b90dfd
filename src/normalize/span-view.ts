import type { AttributeMap } from '../span/attribute-value.ts'
import type { StepKind } from '../span/step-kind.ts'
import type { WireEvent, WireOrigin, WireSpan } from '../span/wire-span.ts'
import { booleanOf, type Data, isEmpty, isList, numberOf, path, textOf } from './data.ts'
import { unflatten } from './flattened.ts'
import { unpacked } from './json-text.ts'
import type { CanonicalField } from './precedence.ts'
import { type FieldSource, type Source, sourcesOf } from './source.ts'

export interface Reading {
  readonly value: Data
  /** The entry of the precedence list it came from. */
  readonly from: string
}

/** A span (or log record) while it is being read: attributes and, once each, the JSON inside of them. */
export class SpanView {
  readonly span: WireSpan
  readonly origin: WireOrigin
  readonly #json = new Map<string, Data | undefined>()

  constructor(span: WireSpan, origin: WireOrigin) {
    this.span = span
    this.origin = origin
  }

  get attributes(): AttributeMap {
    return this.span.attributes
  }

  has(key: string): boolean {
    return this.span.attributes.has(key)
  }

  text(key: string): string | null {
    return textOf(this.span.attributes.get(key))
  }

  number(key: string): number | null {
    return numberOf(this.span.attributes.get(key))
  }

  boolean(key: string): boolean | null {
    return booleanOf(this.span.attributes.get(key))
  }

  /** The attribute's value, unpacked where it is JSON in a string. */
  json(key: string): Data | undefined {
    if (this.#json.has(key)) return this.#json.get(key)
    const data = unpacked(this.span.attributes.get(key))
    this.#json.set(key, data)
    return data
  }

  event(name: string): WireEvent | undefined {
    return this.span.events.find((event) => event.name === name)
  }

  /** First present and non-empty, in the order of the precedence list. */
  read(field: CanonicalField, kind: StepKind = 'other'): Reading | null {
    for (const source of sourcesOf(field)) {
      const reading = this.#readingOf(source, kind)
      if (reading !== null) return reading
    }
    return null
  }

  /** Everything that carries the field, in order; lazily, so that nobody parses what nobody asks for. */
  *readings(field: CanonicalField, kind: StepKind = 'other'): Generator<Reading> {
    for (const source of sourcesOf(field)) {
      const reading = this.#readingOf(source, kind)
      if (reading !== null) yield reading
    }
  }

  #readingOf({ source, kinds, beside, blanks }: FieldSource, kind: StepKind): Reading | null {
    if (kinds !== undefined && !kinds.has(kind)) return null
    if (beside !== undefined && !this.has(beside)) return null
    if (source.entry === templateField && !this.span.name.includes(`{${templateField}`)) return null
    const value = this.#valueAt(source)
    if (value === undefined || isEmpty(value)) return null
    if (blanks !== undefined && typeof value === 'string' && blanks.has(value)) return null
    return { value, from: source.entry }
  }

  readText(field: CanonicalField, kind: StepKind = 'other'): string | null {
    for (const { value } of this.readings(field, kind)) {
      const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : textOf(value)
      if (text !== null) return text
    }
    return null
  }

  readNumber(field: CanonicalField): number | null {
    for (const { value } of this.readings(field)) {
      const number = numberOf(value)
      if (number !== null) return number
    }
    return null
  }

  #valueAt(source: Source): Data | undefined {
    switch (source.kind) {
      case 'status':
        return this.span.statusMessage
      case 'flattened':
        return unflatten(this.span.attributes, source.prefix) ?? undefined
      case 'event':
        return this.#eventValue(source)
      case 'attribute':
        return source.path.length === 0 ? this.attributes.get(source.key) : inside(this.json(source.key), source.path)
    }
  }

  #eventValue(source: Extract<Source, { kind: 'event' }>): Data | undefined {
    const event = this.span.events.find(({ name, attributes }) => name === source.event && attributes.has(source.key))
    const value = event?.attributes.get(source.key)
    return source.path.length === 0 ? value : inside(unpacked(value), source.path)
  }
}

/** What fills a span name that is a template (Logfire); anywhere else it is anything, and may be personal. */
const templateField = 'name'

/** `[]` in a path stands for the last element of a list that has what follows it. */
function inside(data: Data | undefined, keys: readonly string[]): Data | undefined {
  const at = keys.indexOf('[]')
  if (at < 0) return path(data, keys)
  const list = path(data, keys.slice(0, at))
  if (!isList(list)) return undefined
  return list.map((item) => path(item, keys.slice(at + 1))).findLast((value) => value !== undefined)
}
