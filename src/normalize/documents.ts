import type { WireEvent } from '../span/wire-span.ts'
import { type Data, isList } from './data.ts'
import { unpacked } from './json-text.ts'
import { resultShape } from './result-shape.ts'
import type { SpanView } from './span-view.ts'
import { unwrapResult } from './tool-result.ts'

/**
 * How many documents a retrieval found; null when it does not tell. A missing list is no evidence: documents are
 * opt-in in most conventions. An output that was captured and holds an empty list is.
 */
export function documentCount(view: SpanView): number | null {
  const told = view.readNumber('ret.count')
  if (told !== null && told >= 0) return Math.trunc(told)
  for (const { value } of view.readings('ret.documents', 'retrieval')) {
    const count = countOf(value)
    if (count !== null) return count
  }
  const results = view.span.events.filter(isResultEvent).length
  return results > 0 ? results : null
}

function countOf(value: Data): number | null {
  const list = unpacked(value)
  if (isList(list)) return list.length
  const { items, empty } = resultShape(unwrapResult(value).value)
  return items ?? (empty === true ? 0 : null)
}

function isResultEvent(event: WireEvent): boolean {
  return event.name === 'db.query.result' || event.name === 'db.search.result'
}
