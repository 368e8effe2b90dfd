import { verdictOf } from '../../../candidate/verdict.ts'
import type { SignalSummary } from '../../contract.ts'
import { facetsOf } from './candidate-facets.ts'
import { descending } from './descending.ts'
import { patternRecords } from './pattern-record.ts'
import type { Slot } from './slot.ts'

const signalsMax = 500
const pieces = 500

/** signals: what each was seen in, most runs first. A run in which a signal fired twice, in two patterns, is two. */
export async function listSignals(slot: Slot): Promise<readonly SignalSummary[]> {
  const [seen, verdicts] = await Promise.all([seenOf(slot), verdictsOf(slot)])
  const unseen = [...verdicts.keys()].filter((signal) => !seen.has(signal))
  const past = unseen.map((signal) => ({ signal, ...nothing })).sort(mostFirst)
  return [...[...seen.values()].sort(mostFirst), ...past]
    .map((summary) => ({ ...summary, ...(verdicts.get(summary.signal) ?? none) }))
    .slice(0, signalsMax)
}

type Verdicts = Pick<SignalSummary, 'accepted' | 'rejected'>
type Seen = Omit<SignalSummary, keyof Verdicts>

const none: Verdicts = { accepted: 0, rejected: 0 }
const nothing = { runs: 0, patterns: 0, lastSeenMs: 0 }

/** What is counted over a service is counted under its agents already. */
async function seenOf(slot: Slot): Promise<ReadonlyMap<string, Seen>> {
  const signals = new Map<string, Seen>()
  for await (const members of descending(slot, { set: 'byRuns', after: null, pieces })) {
    const records = await patternRecords(
      slot,
      members.map(({ member }) => member),
    )
    for (const { scope, signal, runs, lastSeenMs } of records) {
      if (scope !== 'agent') continue
      const known = signals.get(signal) ?? nothing
      signals.set(signal, {
        signal,
        runs: runs + known.runs,
        patterns: 1 + known.patterns,
        lastSeenMs: Math.max(lastSeenMs, known.lastSeenMs),
      })
    }
  }
  return signals
}

function mostFirst(a: Seen, b: Seen): number {
  return b.runs - a.runs || (a.signal < b.signal ? -1 : 1)
}

async function verdictsOf(slot: Slot): Promise<ReadonlyMap<string, Verdicts>> {
  const verdicts = new Map<string, Verdicts>()
  for await (const members of descending(slot, { set: 'opened', after: null, pieces })) {
    const ids = members.map(({ member }) => member)
    for (const facets of await facetsOf(slot, ids)) {
      const verdict = facets === null ? null : verdictOf(facets.state)
      if (facets === null || verdict === null) continue
      const counted = verdicts.get(facets.signal) ?? none
      verdicts.set(facets.signal, { ...counted, [verdict]: counted[verdict] + 1 })
    }
  }
  return verdicts
}
