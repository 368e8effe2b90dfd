import type { AttributeMap } from '../span/attribute-value.ts'
import type { DecodeLimits, KeepAttribute } from './decoded.ts'

/** UTF-8 bytes of one text or bytes value; what is longer keeps its start. */
export const textBytesMax = 256 * 1024

// Conventions that flatten message lists send hundreds of attributes on one span.
const attributesPerItem = 16

/** What decoding needs to know, and what it notes about the item at hand. */
export interface Decoding {
  readonly keep: KeepAttribute
  readonly limits: DecodeLimits
  /** How many values were cut short or left out because of a bound. */
  cut: number
  /** JSON only: the first fault of the item. On the wire the reader remembers it. */
  fault: string | null
}

export function newDecoding(keep: KeepAttribute, limits: DecodeLimits): Decoding {
  return { keep, limits, cut: 0, fault: null }
}

/** Whether an attribute of this name is to be decoded; one that only lacks room counts as cut. */
export function admits(attributes: AttributeMap, key: string, decoding: Decoding): boolean {
  if (!decoding.keep(key)) return false
  if (attributes.size < decoding.limits.perSpanMax * attributesPerItem || attributes.has(key)) return true
  decoding.cut += 1
  return false
}

/** Whether a list of events or links takes one more; otherwise it counts as cut. */
export function hasRoom(list: readonly unknown[], decoding: Decoding): boolean {
  if (list.length < decoding.limits.perSpanMax) return true
  decoding.cut += 1
  return false
}
