import type { JudgedTrace, TraceToJudge } from '../flow/judge-trace.ts'
import type { RunContribution } from '../pattern/contribution.ts'
import type { Step } from '../run/step.ts'
import type { Fact } from '../span/span-fact.ts'
import type { RunRecord } from '../store/contract.ts'

/** A part of a judged trace that is small enough to cross at once. */
export type Piece =
  /** Without its steps, which follow. */
  | { readonly kind: 'record'; readonly record: RunRecord }
  /** Of the record before. */
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  | { readonly kind: 'contribution'; readonly contribution: RunContribution }

/** Runs and steps in pages of about `size`; the rest of the trace is small. */
export function* judgedPages({ runs, ledger }: JudgedTrace, size: number): Generator<readonly Piece[]> {
  let page: Piece[] = []
  let items = 0
  for (const piece of piecesOf(runs, ledger, size)) {
    page.push(piece)
    items += piece.kind === 'steps' ? piece.steps.length : 1
    if (items < size) continue
    yield page
    page = []
    items = 0
  }
  if (page.length > 0) yield page
}

function* piecesOf(runs: readonly RunRecord[], ledger: readonly RunContribution[], size: number): Generator<Piece> {
  for (const record of runs) {
    yield { kind: 'record', record: { ...record, run: { ...record.run, steps: [] } } }
    for (const steps of slices(record.run.steps, size)) yield { kind: 'steps', steps }
  }
  for (const contribution of ledger) yield { kind: 'contribution', contribution }
}

/** What `judgedPages` took apart; every field stands where it stood, so that it is written the same. */
export function joinPages(rest: JudgedTrace, pieces: readonly Piece[]): JudgedTrace {
  const found: { readonly record: RunRecord; readonly steps: Step[] }[] = []
  for (const piece of pieces) {
    if (piece.kind === 'record') found.push({ record: piece.record, steps: [] })
    if (piece.kind === 'steps') for (const step of piece.steps) found.at(-1)?.steps.push(step)
  }
  return {
    ...rest,
    ledger: pieces.flatMap((piece) => (piece.kind === 'contribution' ? [piece.contribution] : [])),
    runs: found.map(({ record, steps }) => ({ ...record, run: { ...record.run, steps } })),
  }
}

export interface FactsPage {
  readonly of: number
  readonly facts: readonly Fact[]
}

/** The facts of a trace and of its continuations, in pages. */
export function* factsPages(trace: TraceToJudge, size: number): Generator<FactsPage> {
  for (const [of, { facts }] of [trace, ...trace.continuations].entries())
    for (const page of slices(facts, size)) yield { of, facts: page }
}

export function withoutFacts(trace: TraceToJudge): TraceToJudge {
  const { tenant, traceId, cutFacts, lastReceivedMs } = trace
  const continuations = trace.continuations.map(({ traceId, upTo }) => ({ traceId, facts: [], upTo }))
  return { tenant, traceId, facts: [], continuations, cutFacts, lastReceivedMs }
}

export function withFacts(trace: TraceToJudge, pages: readonly FactsPage[]): TraceToJudge {
  const found = [trace, ...trace.continuations].map((): Fact[] => [])
  for (const { of, facts } of pages) for (const fact of facts) found[of]?.push(fact)
  const continuations = trace.continuations.map((other, index) => ({ ...other, facts: found[index + 1] ?? [] }))
  return { ...trace, facts: found[0] ?? [], continuations }
}

function* slices<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
