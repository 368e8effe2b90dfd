import { type Finding, noExcess } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { lastStep } from '../ending.ts'
import { groups } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { shown, times } from '../wording.ts'

const severityBase = 0.3
const severityStopped = 0.1

/** Fixed: what a guardrail says differs from case to case and comes near to content. */
const template = 'blocked by a guardrail'

/** One finding per guardrail; where none has a step of its own, the error of what it stopped tells. */
export const guardrailBlocked: Signal = {
  name: 'guardrail_blocked',
  bucket: 'boundary_stress',
  definition: 'A guardrail stopped a request, a call or an answer.',
  reason: 'Either somebody tries the boundary, or the guardrail stops honest work; both belong into the suite.',
  subsumes: ['tool_error', 'no_answer', 'run_failed'],
  needs: ['guardrail outcome'],
  abstains: 'where the outcome of every guardrail is unknown',
  defaults: [
    { name: 'severityBase', value: severityBase, reason: 'it held, and the agent found another way' },
    { name: 'severityStopped', value: severityStopped, reason: 'added where the run ended with it' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const checks = listsOf(run.steps).guardrails
  const tripped = checks.filter((step) => step.outcome === 'rejected' || isStopped(step))
  const stopped = tripped.length > 0 ? tripped : run.steps.filter(isStopped)
  const findings = groups(stopped, (step) => step.name).flatMap((same) => toFinding(run, same))
  const all = findings.length > 0 ? findings : stoppedRun(run)
  const blind = all.length === 0 && checks.length > 0 && checks.every((step) => step.outcome === 'unknown')
  return { findings: all, abstention: blind ? { signal: guardrailBlocked.name, missing: 'guardrail outcome' } : null }
}

function isStopped(step: Step): boolean {
  return step.kind !== 'agent' && step.outcome !== 'ok' && step.error?.class === 'guardrail'
}

function toFinding(run: Run, steps: readonly Step[]): readonly Finding[] {
  const last = steps.at(-1)
  if (last === undefined) return []
  const explanation = `${shown(last.name)} ${last.kind === 'guardrail' ? 'blocked' : 'was blocked'} ${times(steps.length)}`
  return [finding(run, last.name, steps, explanation)]
}

/** The run failed over a guardrail that has no span. */
function stoppedRun(run: Run): readonly Finding[] {
  if (run.outcome !== 'failed' || run.errorClass !== 'guardrail') return []
  const last = lastStep(run)
  return [finding(run, run.agent, last === undefined ? [] : [last], `${shown(run.agent)} was stopped by a guardrail`)]
}

function finding(run: Run, locus: string, steps: readonly Step[], explanation: string): Finding {
  const last = steps.at(-1)
  return {
    signal: guardrailBlocked.name,
    bucket: guardrailBlocked.bucket,
    locus,
    template,
    recovery: recoveryAfter(run, last),
    evidence: steps.map((step) => step.id),
    ...severityOf(base(severityBase), partWhen(!wentOn(run, last), 'ended the run', severityStopped)),
    excess: noExcess,
    explanation,
  }
}

function wentOn(run: Run, last: Step | undefined): boolean {
  if (run.outcome === 'failed' || last === undefined) return false
  return run.steps.slice(run.steps.indexOf(last) + 1).some((step) => step.kind === 'llm' && step.outcome !== 'error')
}
