/**
 * Which fields of OTLP hold messages that become objects, and what each of them costs of the element budget. A
 * KeyValue and the value it holds are one element: together they become one entry of a Map.
 */
export interface WireMessage {
  readonly elements: 0 | 1
  /** A span or a log record: what is broken inside of it is a matter of its own. */
  readonly isItem: boolean
  /** By field number; a field that is not here is skipped. */
  readonly fields: readonly (WireMessage | undefined)[]
}

/** The highest field number that holds a message; `fields` is indexed up to it. */
export const fieldMask = 15

type Fields = Readonly<Record<number, WireMessage>>

const arrayValue = message({})
const keyValueList = message({})
const element = message({ 5: arrayValue, 6: keyValueList })
const keyValue = message({ 2: { ...element, elements: 0 } })
const leaf = message({})
link(arrayValue, 1, element)
link(keyValueList, 1, keyValue)

const resource = message({ 1: keyValue })
const scope = message({ 3: keyValue })
const span = item({ 9: keyValue, 11: message({ 3: keyValue }), 13: message({ 4: keyValue }), 15: leaf })
const logRecord = item({ 5: element, 6: keyValue })

/** Field numbers of the envelope, the same for traces and logs: opentelemetry/proto/{trace,logs}/v1. */
export const tracesRequest = request(span)
export const logsRequest = request(logRecord)

function request(items: WireMessage): WireMessage {
  const scopeGroup = message({ 1: scope, 2: items })
  const resourceGroup = message({ 1: resource, 2: scopeGroup })
  return message({ 1: resourceGroup })
}

function message(fields: Fields): WireMessage {
  return { elements: 1, isItem: false, fields: byNumber(fields) }
}

function item(fields: Fields): WireMessage {
  return { elements: 1, isItem: true, fields: byNumber(fields) }
}

function byNumber(fields: Fields): (WireMessage | undefined)[] {
  return Array.from({ length: fieldMask + 1 }, (_, field) => fields[field])
}

/** Values nest in themselves: such a field can be named only once both messages exist. */
function link(from: WireMessage, field: number, to: WireMessage): void {
  const fields = from.fields as (WireMessage | undefined)[]
  fields[field] = to
}
