import type { Fingerprint } from '../span/fingerprint.ts'
import type { SpanFact } from '../span/span-fact.ts'
import type { WireOrigin, WireSpan } from '../span/wire-span.ts'
import { approvalTarget } from './approval.ts'
import { documentCount } from './documents.ts'
import { spanEvaluations } from './evaluations.ts'
import { handoffTarget } from './handoff.ts'
import { readMessages } from './messages/read-messages.ts'
import { modelFact } from './model-fact.ts'
import { nameOf } from './names.ts'
import { outcomeOf } from './outcome.ts'
import type { Place } from './place.ts'
import { recognize } from './recognize.ts'
import { agentFact, serviceFact } from './service-fact.ts'
import { spanHash } from './span-hash.ts'
import { SpanView } from './span-view.ts'
import { stepName } from './step-name.ts'
import { readTool } from './tool-fact.ts'

/**
 * Reads a span through its convention and drops its content: what leaves here is shapes, names, templates and keyed
 * fingerprints. Never throws on any input.
 */
export function normalizeSpan(span: WireSpan, origin: WireOrigin, fingerprint: Fingerprint): SpanFact {
  const view = new SpanView(span, origin)
  const { family, place } = recognize(view)
  const service = serviceFact(view)
  const tool = readTool(view, place, fingerprint)
  const ended = outcomeOf(view, place, family, tool?.result ?? null)
  return {
    type: 'span',
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    remoteParent: remoteParent(span),
    spanKind: span.kind,
    family: family.name,
    scope: nameOf(origin.scope.name) ?? '',
    kind: place.kind,
    role: place.role,
    name: stepName(view, place, tool?.result?.unwrapped ?? null),
    startUs: span.startUs,
    endUs: span.endUs,
    outcome: ended.outcome,
    outcomeFrom: ended.from,
    error: ended.error,
    service,
    agent: place.role === 'infra' ? null : agentFact(view, place),
    sessionId: sessionId(view),
    userFp: userFingerprint(view, fingerprint),
    tool: tool?.fact ?? null,
    model: modelFact(view, place, service.name),
    messages: readMessages(view, place, fingerprint),
    documents: place.kind === 'retrieval' ? documentCount(view) : null,
    target: targetOf(view, place),
    evaluations: spanEvaluations(span.attributes),
    rootMark: rootMark(view),
    truncated: span.droppedAttributesCount > 0,
    samplingThreshold: samplingThreshold(span.traceState),
    hash: spanHash(span, fingerprint),
  }
}

/** OTLP `flags`: bit 8 says that bit 9 is meant, bit 9 that the parent is remote. */
function remoteParent(span: WireSpan): boolean | null {
  return (span.flags & 0x100) === 0 ? null : (span.flags & 0x200) !== 0
}

function sessionId(view: SpanView): string | null {
  return nameOf(view.readText('session.id'))
}

function userFingerprint(view: SpanView, fingerprint: Fingerprint): string | null {
  const user = view.readText('user.id')
  return user === null ? null : fingerprint(`user:${user.slice(0, 1024)}`)
}

function targetOf(view: SpanView, place: Place): string | null {
  if (place.kind === 'handoff') return handoffTarget(view)
  return place.kind === 'approval' ? approvalTarget(view) : null
}

function rootMark(view: SpanView): boolean | null {
  const nested = view.boolean('gen_ai.invocation.is_nested')
  if (nested !== null) return !nested
  const marked = view.boolean('langsmith.is_root') === true || view.boolean('langfuse.internal.is_app_root') === true
  return marked ? true : null
}

/** `ot=th:…` of the W3C `tracestate` (OpenTelemetry probability sampling). */
function samplingThreshold(traceState: string): string | null {
  const ot = traceState
    .slice(0, 2048)
    .split(',')
    .map((entry) => entry.trim())
    .find((entry) => entry.startsWith('ot='))
  const field = ot
    ?.slice(3)
    .split(';')
    .find((entry) => entry.startsWith('th:'))
  const threshold = field?.slice(3) ?? ''
  return /^[0-9a-f]{1,14}$/.test(threshold) ? threshold : null
}
