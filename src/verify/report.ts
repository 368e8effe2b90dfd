import type { LedgerHead } from './ledger.ts'
import { type Problem, type ProblemKind, problemKinds } from './problem.ts'

export interface Figures {
  readonly runs: number
  /** Different spans, versions of one id apart. */
  readonly spans: number
  /** Spans in requests, repetitions included, a request that was sent again counted once. */
  readonly spansSent: number
  readonly deliveries: number
  /** Requests that got no promise: refused, or the connection was lost. */
  readonly refused: number
  readonly kills: number
}

export interface Report {
  readonly ok: boolean
  readonly seed: number
  readonly figures: Figures
  readonly problems: readonly ProblemGroup[]
}

export interface ProblemGroup {
  readonly kind: ProblemKind
  readonly count: number
  readonly examples: readonly string[]
}

const examplesMax = 20

export function reportOf({ seed }: LedgerHead, figures: Figures, problems: readonly Problem[]): Report {
  const groups = problemKinds.flatMap((kind) => {
    const own = problems.filter((problem) => problem.kind === kind).map(({ what }) => what)
    return own.length === 0 ? [] : [{ kind, count: own.length, examples: own.slice(0, examplesMax) }]
  })
  return { ok: groups.length === 0, seed, figures: { ...figures }, problems: groups }
}

export function reportText({ ok, seed, figures, problems }: Report): string {
  const { runs, spans, spansSent, deliveries, refused, kills } = figures
  const lines = [
    `seed ${seed}: ${runs} runs, ${spans} spans (${spansSent} sent) in ${deliveries} requests, ${kills} kills, ${refused} refusals`,
    ...problems.flatMap(({ kind, count, examples }) => [
      `${kind}: ${count}`,
      ...examples.map((example) => `  ${example}`),
      ...(count > examples.length ? [`  and ${count - examples.length} more`] : []),
    ]),
    ok ? 'nothing lost, nothing counted twice' : 'something is wrong',
  ]
  return `${lines.join('\n')}\n`
}
