import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { endedBadly } from '../ending.ts'
import { excessOf } from '../excess.ts'
import { groups, groupsOfTwo, keyOf } from '../groups.ts'
import { invocationsOf } from '../invocation.ts'
import { lookupKind } from '../lookup.ts'
import { recoveryAfter } from '../recovery.ts'
import { isRepeatable, isWaiting } from '../repeatable.ts'
import { rounds } from '../rounds.ts'
import { base, part, partWhen, type Severity, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { shown } from '../wording.ts'

const callsMin = 3
const unseenResultsMin = 4
const interleavedMin = 5
const pendingMin = 6

const severityBase = 0.5
const severityPerCall = 0.05
const severityRepeatsMax = 0.7
const severityEndedBadly = 0.2

/**
 * One finding per tool, over calls with equal arguments and equal results that did not fail. Needs arguments, and results
 * from the third call on: abstains where the count stops at three and results were not captured, or where arguments were
 * not. A later, different result means that the polling advanced, and calls made side by side are one call. A lookup
 * whose results were not captured may be turning pages, since cursors are left out of what is compared.
 */
export const repeatedCall: Signal = {
  name: 'repeated_call',
  bucket: 'repeated_weak_trajectory',
  definition: 'The same tool was called with the same arguments and gave the same result three or more times.',
  reason: 'The agent does not take in what it was told: it burns money and often ends at the turn limit.',
  subsumes: ['low_yield', 'no_answer', 'run_failed'],
  needs: ['tool arguments', 'tool result'],
  abstains:
    'where equal calls stop at three, or are lookups, and results were not captured, or where arguments were not',
  defaults: [
    {
      name: 'callsMin',
      value: callsMin,
      reason: 'the second look may be caution; the third asks for what is known twice over',
    },
    {
      name: 'unseenResultsMin',
      value: unseenResultsMin,
      reason: 'results that were not captured may have changed, so one more call is granted',
    },
    {
      name: 'interleavedMin',
      value: interleavedMin,
      reason: 'with other work between the calls, looking again may be sensible; five times the same answer is not',
    },
    {
      name: 'pendingMin',
      value: pendingMin,
      reason: 'waiting for something that is going on is polling; polling that never advances is a loop in the end',
    },
    { name: 'severityBase', value: severityBase, reason: 'money and time were wasted' },
    { name: 'severityPerCall', value: severityPerCall, reason: 'each further call wastes as much again' },
    { name: 'severityRepeatsMax', value: severityRepeatsMax, reason: 'repeats alone are not the worst' },
    {
      name: 'severityEndedBadly',
      value: severityEndedBadly,
      reason: 'added where the run did not complete, or gave no answer',
    },
  ],
  detect,
}

interface Repetition {
  readonly calls: readonly Step[]
  readonly seen: boolean
}

function detect(run: Run): Detection {
  const { actions } = listsOf(run.steps)
  if (!mayRepeat(actions)) return quiet
  const calls = actions.filter((step) => isRepeatable(step) && step.arguments !== null)
  const position = new Map(actions.map((step, index) => [step.id, index]))
  const same = equalCalls(calls, invocationsOf(run.steps))
  const found = same.flatMap((equal) => repetitions(equal, position))
  const findings = groups(found, ({ calls: [first] }) => first?.name ?? '').flatMap((of) => toFinding(run, of))
  return { findings, abstention: findings.length > 0 ? null : abstention(actions, same) }
}

/** Calls of one invocation with the same name and arguments. */
function equalCalls(calls: readonly Step[], invocation: (step: Step) => string): readonly (readonly Step[])[] {
  const argumentsOf = (step: Step) => step.arguments?.fp ?? ''
  const [first] = calls
  if (first === undefined) return []
  const only = invocation(first)
  if (calls.every((step) => invocation(step) === only)) return groupsOfTwo(calls, ({ name }) => name, argumentsOf)
  return groupsOfTwo(calls, (step) => keyOf(invocation(step), step.name), argumentsOf)
}

/** Whether any arguments, or none at all, come often enough: the cheap question, before calls are compared. */
function mayRepeat(actions: readonly Step[]): boolean {
  if (actions.length < callsMin) return false
  const counts = new Map<string | null, number>()
  for (const { arguments: passed } of actions) {
    const count = (counts.get(passed?.fp ?? null) ?? 0) + 1
    if (count >= callsMin) return true
    counts.set(passed?.fp ?? null, count)
  }
  return false
}

function repetitions(equal: readonly Step[], position: ReadonlyMap<string, number>): readonly Repetition[] {
  if (equal.length < callsMin) return []
  const calls = lastSameResults(equal)
  const told = calls.filter((step) => step.result !== null)
  if (isEnough(told, true, position)) return [{ calls: told, seen: true }]
  const paging = calls.some((step) => lookupKind(step) !== null)
  return told.length < calls.length && !paging && isEnough(calls, false, position) ? [{ calls, seen: false }] : []
}

/** Whether results were captured or not: of calls with them those without are no part, as they may have been the last. */
function isEnough(calls: readonly Step[], seen: boolean, position: ReadonlyMap<string, number>): boolean {
  return rounds(calls) >= callsNeeded(calls, seen, position)
}

/**
 * The calls from the last one on that brought something else than the one before: whatever came earlier advanced. Of a
 * result that was not captured nothing tells that it was another one.
 */
function lastSameResults(equal: readonly Step[]): readonly Step[] {
  const last = equal.findLast((step) => step.result !== null)?.result?.fp
  return equal.slice(equal.findLastIndex((step) => step.result !== null && step.result.fp !== last) + 1)
}

function callsNeeded(calls: readonly Step[], seen: boolean, position: ReadonlyMap<string, number>): number {
  if (calls.some(isWaiting)) return pendingMin
  const least = seen ? callsMin : unseenResultsMin
  return isInterleaved(calls, position) ? Math.max(least, interleavedMin) : least
}

function isInterleaved(calls: readonly Step[], position: ReadonlyMap<string, number>): boolean {
  const from = position.get(calls[0]?.id ?? '') ?? 0
  const to = position.get(calls.at(-1)?.id ?? '') ?? 0
  return to - from + 1 > calls.length
}

function toFinding(run: Run, found: readonly Repetition[]): readonly Finding[] {
  const calls = found.flatMap((repetition) => repetition.calls)
  const last = calls.at(-1)
  const most = Math.max(...found.map((repetition) => repetition.calls.length))
  if (last === undefined) return []
  const seen = found.every((repetition) => repetition.seen)
  return [
    {
      signal: repeatedCall.name,
      bucket: repeatedCall.bucket,
      locus: last.name,
      template: seen ? 'same arguments, same result' : 'same arguments, result not captured',
      recovery: recoveryAfter(run, last),
      evidence: calls.map((step) => step.id),
      ...weigh(run, most),
      excess: excessOf(
        run,
        found.flatMap((repetition) => repetition.calls.slice(1)),
      ),
      explanation: `${shown(last.name)} was called ${most} times with the same arguments${
        seen ? ' and gave the same result each time' : '; its results were not captured'
      }`,
    },
  ]
}

function weigh(run: Run, calls: number): Severity {
  return severityOf(
    base(severityBase),
    part('further calls', Math.min((calls - callsMin) * severityPerCall, severityRepeatsMax - severityBase)),
    partWhen(endedBadly(run), 'ended badly', severityEndedBadly),
  )
}

function abstention(actions: readonly Step[], same: readonly (readonly Step[])[]): Detection['abstention'] {
  const unseen = same.some((equal) => equal.length >= callsMin && equal.some((step) => step.result === null))
  if (unseen) return { signal: repeatedCall.name, missing: 'tool result' }
  const blind = actions.filter((step) => step.arguments === null && isRepeatable(step))
  const often = groups(blind, (step) => step.name).some((calls) => calls.length >= callsMin)
  return often ? { signal: repeatedCall.name, missing: 'tool arguments' } : null
}
