import { type OtlpSpan, spansOf, type TraceRequest } from './otlp-json.ts'

/** Who a repetition of a capture comes from, and what makes its ids new. */
export interface Freshness {
  readonly sessionId: string
  readonly userId: string
  /** So many random hex digits. */
  readonly randomHex: (digits: number) => string
}

/**
 * The capture as if it happened to somebody else: new trace, span and tool-call ids wherever they stand, also inside
 * texts, so that what belonged together still does.
 */
export function freshen(requests: readonly string[], fresh: Freshness): readonly TraceRequest[] {
  const spans = requests.flatMap((request) => spansOf(parse(request)))
  const ids = freshIds(requests, spans, fresh)
  const who = whoNames(spans, fresh)
  return requests.map((request) => parse(renameWho(renameIds(request, ids), who)))
}

function parse(request: string): TraceRequest {
  return JSON.parse(request)
}

// What can be an id: hex as long as that of a trace or span, or a word with a prefix that the model APIs give.
const idText = /[0-9a-f]{32}|[0-9a-f]{16}|(?:call|toolu)_[0-9A-Za-z]{8,64}/g

function freshIds(
  requests: readonly string[],
  spans: readonly OtlpSpan[],
  { randomHex }: Freshness,
): ReadonlyMap<string, string> {
  const known = new Set(spans.flatMap((span) => [span.traceId, span.spanId, span.parentSpanId ?? span.spanId]))
  const seen = new Set(requests.flatMap((request) => request.match(idText) ?? []))
  const ids = new Map<string, string>()
  for (const id of seen) {
    const prefix = id.slice(0, id.indexOf('_') + 1)
    const isId = prefix === '' ? known.has(id) : hasDigit(id)
    if (isId) ids.set(id, prefix + randomHex(id.length - prefix.length))
  }
  return ids
}

/** Tells an id from a word such as `call_response`. */
function hasDigit(word: string): boolean {
  return /\d/.test(word)
}

function renameIds(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(idText, (id) => ids.get(id) ?? id)
}

const whoKey = /(session|thread|conversation|user)[._]?id$/i

function whoNames(spans: readonly OtlpSpan[], fresh: Freshness): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { key, value } of spans.flatMap((span) => span.attributes ?? [])) {
    const kind = whoKey.exec(key)?.[1]?.toLowerCase()
    if (kind === undefined || !value?.stringValue) continue
    names.set(value.stringValue, kind === 'user' ? fresh.userId : fresh.sessionId)
  }
  return names
}

function renameWho(text: string, names: ReadonlyMap<string, string>): string {
  return [...names].reduce((renamed, [from, to]) => renamed.replaceAll(from, to), text)
}
