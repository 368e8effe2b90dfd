import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** What a step's span says in full: for the eyes of whoever works on the data sets, never kept. */
export interface RawStep {
  readonly name: string
  readonly status: string
  readonly attributes: ReadonlyMap<string, string>
}

/** The spans of the named traces, by span id. The file is read line by line: it may be large. */
export async function rawSteps(
  path: string,
  traceIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, RawStep>>> {
  const found = new Map<string, Map<string, RawStep>>()
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) })
  for await (const line of lines) {
    const traceId = /"traceId":\s*"([0-9a-f]{32})"/.exec(line)?.[1]
    if (traceId === undefined || !traceIds.has(traceId)) continue
    found.set(traceId, spansIn(JSON.parse(line)))
  }
  return found
}

interface Request {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[] }[]
}

interface WireSpan {
  readonly spanId: string
  readonly name: string
  readonly status?: { readonly code?: number; readonly message?: string }
  readonly attributes?: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[]
}

function spansIn(request: Request): Map<string, RawStep> {
  const spans = request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
  return new Map(spans.map((span) => [span.spanId, toRaw(span)]))
}

function toRaw({ name, status, attributes }: WireSpan): RawStep {
  return {
    name,
    status: `${status?.code === 2 ? 'ERROR ' : ''}${status?.message ?? ''}`,
    attributes: new Map(
      (attributes ?? []).map(({ key, value }) => [key, value.stringValue ?? JSON.stringify(Object.values(value)[0])]),
    ),
  }
}
