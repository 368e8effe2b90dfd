import type { Finding } from '../../finding/finding.ts'
import { firstPlace } from '../../run/first-place.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { endedBadly } from '../ending.ts'
import { excessOf } from '../excess.ts'
import { groups, keyOf } from '../groups.ts'
import { actionsByInvocation } from '../invocation.ts'
import { recoveryAfter } from '../recovery.ts'
import { isRepeatable, isWaiting } from '../repeatable.ts'
import { rounds } from '../rounds.ts'
import { base, part, partWhen, type Severity, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { shown } from '../wording.ts'

const roundsMin = 3
const unseenRoundsMin = 4
const pendingRoundsMin = 6
const periodMax = 8

const severityBase = 0.4
const severityPerRound = 0.05
const severityRoundsMax = 0.7
const severityEndedBadly = 0.2

/** Tools of a circle that its locus names. */
const namedMax = 4

/**
 * One finding per circle of tools, over calls of one agent that did not fail: failures are `retry_storm`'s. A later,
 * different result of the same call means that the polling advanced.
 */
export const cycle: Signal = {
  name: 'cycle',
  bucket: 'repeated_weak_trajectory',
  definition: 'The agent went in a circle: the same two or more calls in the same order, with the same results.',
  reason: 'Each single call looks sensible, so nothing stops it but the turn limit; the agent does not see the whole.',
  subsumes: ['repeated_call', 'low_yield', 'no_answer', 'run_failed'],
  needs: ['tool arguments', 'tool result'],
  abstains: 'where the names of the tools go in a circle and arguments were not captured',
  defaults: [
    { name: 'roundsMin', value: roundsMin, reason: 'going back once is a check; the third round brings nothing new' },
    { name: 'unseenRoundsMin', value: unseenRoundsMin, reason: 'results that were not captured may have changed' },
    { name: 'pendingRoundsMin', value: pendingRoundsMin, reason: 'waiting and looking in turn is polling' },
    { name: 'periodMax', value: periodMax, reason: 'longer circles are rare, and the work stays linear' },
    { name: 'severityBase', value: severityBase, reason: 'money and time were wasted' },
    { name: 'severityPerRound', value: severityPerRound, reason: 'each further round wastes as much again' },
    { name: 'severityRoundsMax', value: severityRoundsMax, reason: 'rounds alone are not the worst' },
    { name: 'severityEndedBadly', value: severityEndedBadly, reason: 'added where the run failed or gave no answer' },
  ],
  detect,
}

interface Circle {
  readonly calls: readonly Step[]
  readonly period: number
  /** The place among the agent's actions where it ends. */
  readonly end: number
}

function detect(run: Run): Detection {
  if (listsOf(run.steps).actions.length < roundsMin * 2) return quiet
  const byAgent = actionsByInvocation(run.steps)
  const circles = byAgent.flatMap((actions) => circlesOf(actions, callKey).filter(isVain(actions)))
  const findings = groups(circles, locusOf).flatMap((same) => toFinding(run, same))
  const blind = findings.length === 0 && byAgent.some((actions) => circlesOf(actions, blindKey).some(isLong))
  return { findings, abstention: blind ? { signal: cycle.name, missing: 'tool arguments' } : null }
}

/** Equal keys are equal calls; a call without a key ends a circle. */
type KeyOf = (step: Step) => string | null

const callKey: KeyOf = (step) => {
  if (!isRepeatable(step) || step.arguments === null) return null
  return keyOf(step.name, step.arguments.fp, step.result?.fp ?? null)
}

const blindKey: KeyOf = (step) => (isRepeatable(step) && step.arguments === null ? step.name : null)

/** Stretches of a row that repeat themselves, those of short periods first; a single call repeated is no circle. */
function circlesOf(actions: readonly Step[], keyOfStep: KeyOf): readonly Circle[] {
  if (actions.length < roundsMin * 2) return []
  const keys = actions.map(keyOfStep)
  const taken = new Set<number>()
  const circles: Circle[] = []
  for (let period = 2; period <= periodMax; period += 1) {
    for (const [from, to] of stretches(keys, period)) {
      const places = Array.from({ length: to - from }, (_, index) => from + index)
      if (places.length < roundsMin * period || places.some((place) => taken.has(place))) continue
      if (new Set(keys.slice(from, from + period)).size === 1) continue
      for (const place of places) taken.add(place)
      circles.push({ calls: actions.slice(from, to), period, end: to })
    }
  }
  return circles
}

/** Where each key equals the one a period before, from the first of these on. */
function stretches(keys: readonly (string | null)[], period: number): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = []
  let from = -1
  for (let index = period; index <= keys.length; index += 1) {
    const same = index < keys.length && keys[index] !== null && keys[index] === keys[index - period]
    if (same && from < 0) from = index - period
    if (same || from < 0) continue
    found.push([from, index])
    from = -1
  }
  return found
}

function isVain(actions: readonly Step[]): (circle: Circle) => boolean {
  let later: ReadonlyMap<string, LaterResults> | null = null
  return (circle) => {
    if (!isLong(circle)) return false
    later ??= laterResults(actions)
    return !advancedAfter(circle, later)
  }
}

function isLong({ calls, period }: Circle): boolean {
  const first = calls.filter((_, index) => index % period === 0)
  return rounds(first) >= roundsNeeded(calls)
}

function roundsNeeded(calls: readonly Step[]): number {
  if (calls.some(isWaiting)) return pendingRoundsMin
  return calls.some((step) => step.result === null) ? unseenRoundsMin : roundsMin
}

/** Of equal calls that brought a result, the last one first. */
interface LaterResults {
  readonly places: number[]
  /** What all of them brought from that place on; null where they differ. */
  readonly brought: (string | null)[]
}

function laterResults(actions: readonly Step[]): ReadonlyMap<string, LaterResults> {
  const found = new Map<string, LaterResults>()
  for (let place = actions.length - 1; place >= 0; place -= 1) {
    const step = actions[place]
    if (step === undefined || step.result === null) continue
    const key = keyOf(step.name, step.arguments?.fp ?? null)
    const { places, brought } = found.get(key) ?? { places: [], brought: [] }
    if (places.length === 0) found.set(key, { places, brought })
    const later = brought.at(-1)
    places.push(place)
    brought.push(later === undefined || later === step.result.fp ? step.result.fp : null)
  }
  return found
}

/** One of its calls brought something else later on; the last round has them all. */
function advancedAfter({ calls, period, end }: Circle, later: ReadonlyMap<string, LaterResults>): boolean {
  const results = new Map(
    calls.slice(-period).map((step) => [keyOf(step.name, step.arguments?.fp ?? null), step.result?.fp]),
  )
  for (const [key, before] of results) {
    const equal = before === undefined ? undefined : later.get(key)
    const brought = equal === undefined ? undefined : equal.brought[countFrom(equal.places, end) - 1]
    if (brought !== undefined && brought !== before) return true
  }
  return false
}

/** How many of the places, which come from the last one on, are at `end` or behind it. */
function countFrom(places: readonly number[], end: number): number {
  return firstPlace(places.length, (place) => (places[place] ?? end) >= end)
}

/** The tools of one round, from the same one on wherever the circle was entered. */
function locusOf({ calls, period }: Circle): string {
  const names = calls.slice(0, period).map((step) => step.name)
  const turns = names.map((_, index) => folded([...names.slice(index), ...names.slice(0, index)]))
  const [first = []] = turns.sort((a, b) => a.length - b.length || compare(a.join('\n'), b.join('\n')))
  const more = first.length > namedMax ? ' → …' : ''
  return first.slice(0, namedMax).join(' → ') + more
}

function folded(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => index === 0 || name !== names[index - 1])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function toFinding(run: Run, circles: readonly Circle[]): readonly Finding[] {
  const calls = circles.flatMap((circle) => circle.calls)
  const last = calls.at(-1)
  const [worst] = circles.toSorted((a, b) => roundsOf(b) - roundsOf(a))
  if (last === undefined || worst === undefined) return []
  const seen = calls.every((step) => step.result !== null)
  return [
    {
      signal: cycle.name,
      bucket: cycle.bucket,
      locus: locusOf(worst),
      template: seen ? 'same calls, same results' : 'same calls, results not captured',
      recovery: recoveryAfter(run, last),
      evidence: calls.map((step) => step.id),
      ...weigh(run, roundsOf(worst)),
      excess: excessOf(
        run,
        circles.flatMap((circle) => circle.calls.slice(circle.period)),
      ),
      explanation: `${worst.period} calls (${shown(locusOf(worst))}) were repeated in the same order for ${roundsOf(worst)} rounds${
        seen ? ', with the same results' : '; their results were not all captured'
      }`,
    },
  ]
}

function roundsOf({ calls, period }: Circle): number {
  return Math.floor(calls.length / period)
}

function weigh(run: Run, count: number): Severity {
  return severityOf(
    base(severityBase),
    part('further rounds', Math.min((count - roundsMin) * severityPerRound, severityRoundsMax - severityBase)),
    partWhen(endedBadly(run), 'ended badly', severityEndedBadly),
  )
}
