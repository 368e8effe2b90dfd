import { type Chance, seeded } from './chance.ts'
import { type PlannedRun, type PlannedSpan, versionOf } from './planned-run.ts'

export const transports = ['grpc', 'protobuf', 'json'] as const
export type Transport = (typeof transports)[number]

/** One export request. */
export interface Delivery {
  readonly index: number
  /** `late`: held back until everything before it was judged. */
  readonly phase: 'main' | 'late'
  readonly transport: Transport
  readonly spans: readonly PlannedSpan[]
  /** Spans with an id of zeros among them, which the service must reject and nothing else. */
  readonly broken: number
}

/** So many runs are under way at once, so that a request holds spans of several and a run needs several requests. */
const concurrentRuns = 8
const spansMax = 24
const repeatedSpans = 0.08
const repeatedDeliveries = 0.08
const brokenDeliveries = 0.05

/**
 * The spans of all runs as requests: split, merged, out of order, some spans and some whole requests twice, versions of
 * a span that disagree in any order, broken spans in between.
 */
export function deliveriesOf(runs: readonly PlannedRun[], seed: number): readonly Delivery[] {
  const chance = seeded(`deliveries/${seed}`)
  const main = batches(waves(runs, chance, onTime), chance).flatMap((spans) => dress('main', spans, chance))
  const late = batches(waves(runs, chance, heldBack), chance).flatMap((spans) => dress('late', spans, chance))
  return [...main, ...late].map((delivery, index) => ({ ...delivery, index }))
}

function onTime(run: PlannedRun): readonly PlannedSpan[] {
  return [...run.spans, ...run.losers].filter((span) => !run.late.has(span.spanId))
}

function heldBack(run: PlannedRun): readonly PlannedSpan[] {
  return run.spans.filter((span) => run.late.has(span.spanId))
}

/** Spans in the order in which they go out: those of concurrent runs mixed, each about when it ended. */
function waves(
  runs: readonly PlannedRun[],
  chance: Chance,
  of: (run: PlannedRun) => readonly PlannedSpan[],
): readonly PlannedSpan[] {
  const out: PlannedSpan[] = []
  for (let from = 0; from < runs.length; from += concurrentRuns) {
    const spans = runs.slice(from, from + concurrentRuns).flatMap((run) => withRepeats(of(run), chance))
    const orderly = chance.often(0.6)
    out.push(...(orderly ? spans.toSorted((a, b) => a.endUs - b.endUs) : chance.shuffled(spans)))
  }
  return out
}

function withRepeats(spans: readonly PlannedSpan[], chance: Chance): readonly PlannedSpan[] {
  return [...spans, ...spans.filter(() => chance.often(repeatedSpans))]
}

function batches(spans: readonly PlannedSpan[], chance: Chance): readonly (readonly PlannedSpan[])[] {
  const out: PlannedSpan[][] = []
  for (let from = 0; from < spans.length; ) {
    const size = chance.whole(1, spansMax)
    out.push(spans.slice(from, from + size))
    from += size
  }
  return out
}

function dress(
  phase: Delivery['phase'],
  spans: readonly PlannedSpan[],
  chance: Chance,
): readonly Omit<Delivery, 'index'>[] {
  const broken = chance.often(brokenDeliveries) ? chance.whole(1, 3) : 0
  const delivery = { phase, transport: chance.oneOf(transports), spans, broken }
  if (!chance.often(repeatedDeliveries)) return [delivery]
  return [delivery, { ...delivery, transport: chance.oneOf(transports) }]
}

/** Every version of every span that goes out, once. */
export function versionsIn(deliveries: readonly Delivery[]): ReadonlySet<string> {
  return new Set(deliveries.flatMap(({ spans }) => spans.map(versionOf)))
}
