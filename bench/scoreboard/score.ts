import { type Comparison, type Measure, measures } from './compare.ts'

export interface CaptureResult {
  readonly client: string
  readonly scenario: string
  readonly comparison: Comparison
}

export interface Score {
  readonly hits: number
  readonly of: number
}

export type Scores = Readonly<Record<Measure, Score>>

export function scoresOf(results: readonly CaptureResult[]): Scores {
  const score = (measure: Measure): Score => {
    const verdicts = results.map(({ comparison }) => comparison[measure]).filter((verdict) => verdict !== null)
    return { hits: verdicts.filter(({ ok }) => ok).length, of: verdicts.length }
  }
  const [runs, steps, outcome, weakness, quiet] = [
    score('runs'),
    score('steps'),
    score('outcome'),
    score('weakness'),
    score('quiet'),
  ]
  return { runs, steps, outcome, weakness, quiet }
}

/** What the project has promised itself. */
export const bars: Readonly<Record<Measure, number>> = {
  runs: 0.95,
  steps: 0.95,
  outcome: 0.9,
  weakness: 0.9,
  quiet: 0.98,
}

export function isUnderBar(scores: Scores): boolean {
  return measures.some((measure) => share(scores[measure]) < bars[measure])
}

export function share({ hits, of }: Score): number {
  return of === 0 ? 1 : hits / of
}

/** Known to lose names and parents before anything is sent: shown, but not part of the totals. */
export const apart: ReadonlySet<string> = new Set(['langchain-traceloop'])
