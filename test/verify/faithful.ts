import { expectedOf } from '../../src/verify/oracle.ts'
import type { PlannedRun } from '../../src/verify/planned-run.ts'
import type { Seen, SeenCandidate, SeenPattern, SeenRun } from '../../src/verify/seen.ts'

/** What a service without a fault would tell of these runs. */
export function faithful(runs: readonly PlannedRun[]): Seen {
  const { counts, agents } = expectedOf(runs)
  const patterns = counts.map(
    (count): SeenPattern => ({
      ...{ agent: count.agent, signal: count.signal, locus: count.locus, runs: count.runs },
      ...{ signature: `signature ${count.agent} ${count.signal}`, lesson: `lesson ${count.agent} ${count.signal}` },
      ...{ agentRuns: agents.get(count.agent) ?? 0, hourRuns: count.runs, dayRuns: count.runs },
    }),
  )
  const candidates = counts
    .filter(({ candidate }) => candidate === 'open')
    .map(
      (count): SeenCandidate => ({
        ...{ agent: count.agent, signal: count.signal, locus: count.locus, runs: count.runs, state: 'open' },
        ...{ id: `candidate ${count.agent} ${count.signal}`, lesson: `lesson ${count.agent} ${count.signal}` },
      }),
    )
  const seen = runs.map(seenRun)
  return {
    runs: seen,
    steps: new Map(runs.map(({ expected }, index) => [seen[index]?.runId ?? '', expected.steps.map(seenStep)])),
    traces: new Map(
      runs.flatMap(({ spans }) => spans).map(({ traceId }) => [traceId, { state: 'settled', spans: 99 }]),
    ),
    patterns,
    candidates,
    sinks: ['one', 'two'].map((sink) => ({
      sink,
      events: candidates.map(({ id }) => ({ id: `event ${id}`, type: 'promontory.candidate.opened', candidateId: id })),
    })),
  }
}

function seenRun({ expected }: PlannedRun, index: number): SeenRun {
  const { agent, traceIds, startUs, outcome, complete, planted } = expected
  const findings = planted.map((weakness) => ({ ...weakness, signature: `signature ${agent} ${weakness.signal}` }))
  return { runId: `run ${index}`, agent, traceIds, startUs, outcome, complete, findings }
}

function seenStep({ spanId, endUs, ...step }: PlannedRun['expected']['steps'][number]) {
  return { ...step, id: spanId ?? 'inferred', endUs: endUs ?? step.startUs }
}
