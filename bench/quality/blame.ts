import type { Step } from '../../src/run/step.ts'
import { type JudgedFinding, type JudgedRun, stepsOf } from './judged-run.ts'

/** Where a person marked the decisive mistake: does the strongest finding name it? */
export interface BlameScore {
  readonly runs: number
  /** Runs without any finding name nobody. */
  readonly silent: number
  /** The finding's one agent is the marked one. */
  readonly agent: number
  /** Some step of the evidence is of the marked agent. */
  readonly agentAmong: number
  /** The evidence holds the marked span, or a step taken in that turn. */
  readonly step: number
  /** The same with a single finding's evidence of at most three steps, so that nobody hits by naming everything. */
  readonly stepAmongThree: number
}

interface Mark {
  readonly agent: string
  readonly spanId: string
}

export function blameOf(runs: readonly JudgedRun[]): BlameScore {
  const marked = runs.flatMap((run) => {
    const mark = markOf(run)
    return mark === null ? [] : [verdictOf(run, mark)]
  })
  const count = (holds: (verdict: Verdict) => boolean) => marked.filter(holds).length
  return {
    runs: marked.length,
    silent: count(({ silent }) => silent),
    agent: count(({ agent }) => agent),
    agentAmong: count(({ agentAmong }) => agentAmong),
    step: count(({ step }) => step),
    stepAmongThree: count(({ step, evidence }) => step && evidence <= 3),
  }
}

interface Verdict {
  readonly silent: boolean
  readonly agent: boolean
  readonly agentAmong: boolean
  readonly step: boolean
  readonly evidence: number
}

function verdictOf(run: JudgedRun, mark: Mark): Verdict {
  const strongest = run.findings[0]
  if (strongest === undefined) return { silent: true, agent: false, agentAmong: false, step: false, evidence: 0 }
  const steps = stepsOf(run)
  const agents = agentsOf(strongest, steps)
  return {
    silent: false,
    agent: namedAgent(strongest, agents) === mark.agent,
    agentAmong: strongest.locus === mark.agent || agents.includes(mark.agent),
    step: strongest.evidence.some((id) => isWithin(id, mark.spanId, steps)),
    evidence: strongest.evidence.length,
  }
}

function markOf({ label }: JudgedRun): Mark | null {
  const { mistake_agent: agent, mistake_span_id: spanId } = label.details
  return typeof agent === 'string' && typeof spanId === 'string' ? { agent, spanId } : null
}

/** The agents of its evidence, a word per step. */
function agentsOf({ evidence }: JudgedFinding, steps: readonly Step[]): readonly string[] {
  const byId = new Map(steps.map((step) => [step.id, step.agent]))
  return evidence.flatMap((id) => byId.get(id) ?? [])
}

/** The locus where it is an agent of the run, else whose steps are most of the evidence; of equals the later one. */
export function namedAgent(finding: Pick<JudgedFinding, 'locus'>, agents: readonly string[]): string | null {
  if (agents.includes(finding.locus)) return finding.locus
  const counts = new Map<string, number>()
  for (const agent of agents) counts.set(agent, (counts.get(agent) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  return agents.findLast((agent) => counts.get(agent) === most) ?? null
}

/** The marked span is a turn: what was done in it is it. */
function isWithin(stepId: string, spanId: string, steps: readonly Step[]): boolean {
  const parents = new Map(steps.map((step) => [step.id, step.parentId]))
  let at: string | null = stepId
  for (let depth = 0; at !== null && depth < 64; depth += 1) {
    if (at === spanId) return true
    at = parents.get(at) ?? null
  }
  return false
}
