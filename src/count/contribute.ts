import { addExcess } from '../finding/finding.ts'
import type { SignedFinding } from '../finding/signed-finding.ts'
import type { PatternContribution, RunContribution } from '../pattern/contribution.ts'
import type { RunMeasures } from '../run/baseline.ts'
import { type Run, sourceOf } from '../run/run.ts'
import { trajectory } from '../run/trajectory.ts'
import { retries, usefulShare } from '../run/useful-calls.ts'
import { risksOf } from './risks.ts'

/** What a run adds to the counts: itself as the denominator of its agent, and one count per signature in it. */
export function contribute(
  run: Run,
  findings: readonly SignedFinding[],
  completeness: number,
  countedAtMs: number,
): RunContribution {
  const path = trajectory(run.steps, run.answer !== null || run.outcome === 'completed')
  const patterns = new Map<string, PatternContribution>()
  for (const finding of findings) {
    const added = patternOf(finding, run, completeness, path)
    const same = patterns.get(finding.signature)
    patterns.set(finding.signature, same === undefined ? added : mergeSame(same, added))
  }
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

/** From this severity on a finding makes a run no example of what is usual. */
const unhealthySeverity = 0.3

function isHealthy(run: Run, findings: readonly SignedFinding[]): boolean {
  return run.complete && run.outcome === 'completed' && findings.every(({ severity }) => severity < unhealthySeverity)
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

function patternOf(finding: SignedFinding, run: Run, completeness: number, path: string): PatternContribution {
  const { signature, lesson, signal, bucket, locus, template, recovery, severity, excess, explanation } = finding
  return {
    scope: 'agent',
    signature,
    lesson,
    signal,
    bucket,
    locus,
    template,
    recovery,
    severity,
    excess,
    explanation,
    risks: risksOf(finding, run),
    completeness,
    trajectory: path,
  }
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
