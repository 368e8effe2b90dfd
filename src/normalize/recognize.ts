import { approvalPlace } from './approval.ts'
import type { Family } from './families/family.ts'
import { infra } from './families/infra.ts'
import { families } from './families.ts'
import { guardPlace } from './guardrail.ts'
import { isHandoffTool } from './handoff.ts'
import { type Place, places } from './place.ts'
import type { SpanView } from './span-view.ts'

export interface Recognized {
  readonly family: Family
  readonly place: Place
}

/** Which convention a span follows and what it is in it. */
export function recognize(view: SpanView): Recognized {
  const known = families.filter((family) => family.recognizes(view))
  const [first] = known
  if (first === undefined) return { family: infra, place: places.infra }
  const found = placed(known, view) ?? { family: first, place: shapeOf(view) ?? places.turn }
  return { family: found.family, place: refined(found.place, view) }
}

function placed(known: readonly Family[], view: SpanView): Recognized | null {
  for (const family of known) {
    const place = family.place(view)
    if (place !== null) return { family, place }
  }
  for (const family of known) {
    const place = family.fallback?.(view) ?? null
    if (place !== null) return { family, place }
  }
  return null
}

/** No family knows the operation: what the span carries tells. */
function shapeOf(view: SpanView): Place | null {
  if (view.read('tool.name', 'tool') !== null && !view.has('gen_ai.request.model')) return toolShape(view)
  const model = view.read('model.requested') !== null || view.read('model.used') !== null
  const used =
    view.read('tok.output') !== null || view.has('gen_ai.input.messages') || view.has('gen_ai.output.messages')
  return model && used ? places.llm : null
}

function toolShape(view: SpanView): Place | null {
  return view.has('gen_ai.tool.name') || view.has('tool.name') || view.has('ai.toolCall.name') ? places.tool : null
}

/** Handoffs, approvals and guardrails that an application built out of plainer spans. */
function refined(place: Place, view: SpanView): Place {
  if (place.kind === 'tool') return isHandoffTool(view) ? places.handoff : place
  if (place.kind !== 'other' || place.role === 'infra' || place.role === 'session' || place.role === 'leaf')
    return place
  return approvalPlace(view) ?? guardPlace(view) ?? place
}
