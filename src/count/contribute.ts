import { addExcess } from '../finding/finding.ts'
import type { SignedFinding } from '../finding/signed-finding.ts'
import { isWeak } from '../finding/weak.ts'
import type { PatternContribution, PatternScope, Risk, RunContribution } from '../pattern/contribution.ts'
import type { RunMeasures } from '../run/baseline.ts'
import { type Run, sourceOf } from '../run/run.ts'
import { trajectory } from '../run/trajectory.ts'
import { retries, usefulShare } from '../run/useful-calls.ts'
import { risksOf } from './risks.ts'

/**
 * What a run adds to the counts: itself as the denominator of its agent, and one count per signature in it. `overService`:
 * those of the findings that are counted once more over all agents of the service, signed for it; they weigh nothing.
 */
export function contribute(
  run: Run,
  findings: readonly SignedFinding[],
  completeness: number,
  countedAtMs: number,
  overService: readonly SignedFinding[] = [],
): RunContribution {
  const path = findings.length === 0 ? '' : trajectory(run.steps, run.answer !== null || run.outcome === 'completed')
  const weak: readonly Risk[] = isWeak(findings) ? ['weak_run'] : []
  const patterns = new Map<string, PatternContribution>()
  const telling = withTellingSteps(run, [...findings, ...overService])
  const add = (scope: PatternScope, finding: SignedFinding, trajectory: string) => {
    const risks = [...risksOf(finding, telling), ...weak]
    const added = patternOf(finding, { scope, risks, completeness, trajectory })
    const same = patterns.get(finding.signature)
    patterns.set(finding.signature, same === undefined ? added : mergeSame(same, added))
  }
  for (const finding of findings) add('agent', finding, path)
  for (const finding of overService) add('service', finding, run.agent)
  return {
    runId: run.id,
    agent: run.agent,
    agentVersion: run.agentVersion,
    service: run.service,
    countedAtMs,
    outcome: run.outcome,
    release: run.release,
    source: sourceOf(run),
    measures: isHealthy(run, findings) ? measuresOf(run) : null,
    patterns: [...patterns.values()],
  }
}

/** Steps of a run from which on it is worth it to pass over those that tell nothing. */
const longFrom = 128

/** Risks are about steps that findings point to, and about noes: the others are passed over once for all findings. */
function withTellingSteps(run: Run, findings: readonly SignedFinding[]): Run {
  if (findings.length < 2 || run.steps.length < longFrom) return run
  const evidence = new Set(findings.flatMap((finding) => finding.evidence))
  return { ...run, steps: run.steps.filter(({ id, outcome }) => outcome === 'rejected' || evidence.has(id)) }
}

/** From this severity on a finding makes a run no example of what is usual. */
const unhealthySeverity = 0.3

function isHealthy(run: Run, findings: readonly SignedFinding[]): boolean {
  const isHint = ({ severity, shadow }: SignedFinding) => shadow === true || severity < unhealthySeverity
  return run.complete && run.outcome === 'completed' && findings.every(isHint)
}

/** Tokens of which there are none were not sent. */
function measuresOf({ totals, steps, answer }: Run): RunMeasures {
  const tokens = totals.inputTokens + totals.outputTokens
  return {
    costUsd: totals.costUsd,
    tokens: tokens > 0 ? tokens : null,
    outputTokens: totals.outputTokens > 0 ? totals.outputTokens : null,
    durationMs: totals.durationMs,
    steps: totals.steps,
    calls: totals.toolCalls,
    retries: retries(steps),
    answerChars: answer?.chars ?? null,
    usefulShare: usefulShare(steps),
  }
}

type OfRun = Pick<PatternContribution, 'scope' | 'risks' | 'completeness' | 'trajectory'>

function patternOf(finding: SignedFinding, ofRun: OfRun): PatternContribution {
  const { signature, lesson, signal, bucket, locus, template, recovery, severity, excess, explanation } = finding
  return { signature, lesson, signal, bucket, locus, template, recovery, severity, excess, explanation, ...ofRun }
}

/** The same signature twice in one run counts one run; its excess adds up, its severity is the higher one. */
function mergeSame(a: PatternContribution, b: PatternContribution): PatternContribution {
  return {
    ...a,
    severity: Math.max(a.severity, b.severity),
    excess: addExcess(a.excess, b.excess),
    risks: [...new Set([...a.risks, ...b.risks])],
  }
}
