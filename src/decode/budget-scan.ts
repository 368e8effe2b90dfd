import type { DecodeLimits } from './decoded.ts'
import { malformed, type Refusal, tooLarge } from './refusal.ts'
import { WireReader } from './wire-reader.ts'
import { fieldMask, type WireMessage } from './wire-schema.ts'

// OTLP has about three fields to each message; a million unknown ones still pass.
const fieldsPerElement = 16

/**
 * Walks the wire bytes before any object exists: 4 MiB of empty sub-messages would otherwise become two million
 * objects. Allocates nothing per message. A fault inside of an item is none of the request: the walk goes on behind the
 * innermost message that has it, so that whatever the decoder may still read of the item has been counted.
 */
export function budgetScan(body: Uint8Array, request: WireMessage, limits: DecodeLimits): Refusal | null {
  const reader = new WireReader(body)
  const spent: Spent = { fields: 0, elements: 0, items: 0, refusal: null }
  scan(reader, request, false, 1, spent, limits)
  if (spent.refusal !== null) return spent.refusal
  return reader.fault === null ? null : malformed(envelopeFault(reader))
}

export function envelopeFault(reader: WireReader): string {
  return `byte ${reader.faultAt} of the request: ${reader.fault}`
}

export function depthFault(depthMax: number): string {
  return `messages nested deeper than ${depthMax}`
}

interface Spent {
  /** Fields of any kind, known or not: each costs a few nanoseconds. */
  fields: number
  elements: number
  items: number
  refusal: Refusal | null
}

/** Recursion is bounded by `depthMax`: `depth` is the nesting of the messages that this one holds. */
function scan(
  reader: WireReader,
  message: WireMessage,
  inItem: boolean,
  depth: number,
  spent: Spent,
  limits: DecodeLimits,
): void {
  while (spent.refusal === null && reader.next()) {
    spendField(spent, limits)
    const child = reader.isBytes() ? message.fields[reader.field() & fieldMask] : undefined
    if (child === undefined || reader.field() > fieldMask) reader.skip()
    else if (depth > limits.depthMax) reader.fail(depthFault(limits.depthMax))
    else {
      const outer = reader.enter()
      if (reader.fault === null) {
        spend(child, spent, limits)
        scan(reader, child, inItem || child.isItem, depth + 1, spent, limits)
        if (reader.fault !== null && (inItem || child.isItem)) reader.recover()
      }
      reader.leave(outer)
    }
  }
}

function spendField(spent: Spent, limits: DecodeLimits): void {
  const fieldsMax = limits.elementsMax * fieldsPerElement
  spent.fields += 1
  if (spent.fields > fieldsMax) spent.refusal = tooLarge('fields', fieldsMax)
}

function spend(child: WireMessage, spent: Spent, limits: DecodeLimits): void {
  spent.elements += child.elements
  if (child.isItem) spent.items += 1
  if (spent.items > limits.itemsMax) spent.refusal = tooLarge('spans or log records', limits.itemsMax)
  else if (spent.elements > limits.elementsMax) spent.refusal = tooLarge('elements', limits.elementsMax)
}
