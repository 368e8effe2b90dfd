import type { AgentSummary } from '../../contract.ts'
import { type CountWindow, countWindow } from '../../count-window.ts'
import { sumOf } from './amounts.ts'
import { agentOwner, bucketsIn } from './buckets.ts'
import { inPieces } from './in-pieces.ts'
import { patternRecords } from './pattern-record.ts'
import { pairsOf, textsOf } from './replies.ts'
import type { Slot } from './slot.ts'
import { agentKey } from './tenant-keys.ts'

const agentsMax = 1000
const agentLetter = 'a'
const pieces = 500

/**
 * agents: those with runs in the window, most runs first. When an agent was last seen is told to the minute, hour or
 * day once the run itself is no longer kept.
 */
export async function listAgents(slot: Slot, windowMs: number, nowMs: number): Promise<readonly AgentSummary[]> {
  const window = countWindow(windowMs, nowMs)
  const seen = pairsOf(await slot.read('zrangebyscore', 'agents', Math.max(0, window.fromMs), '+inf', 'WITHSCORES'))
  const agents = seen.filter(([member]) => member.startsWith(agentLetter))
  const patterns = await patternsByAgent(slot, window)
  const found = await inPieces(agents, ([member, ms]) => {
    return summaryOf(slot, member.slice(1), Number(ms), window, patterns)
  })
  const summaries = found.filter((summary) => summary !== null)
  return summaries.sort(mostFirst).slice(0, agentsMax)
}

function mostFirst(a: AgentSummary, b: AgentSummary): number {
  return b.runs - a.runs || (a.agent < b.agent ? -1 : 1)
}

async function summaryOf(
  slot: Slot,
  agent: string,
  seenMs: number,
  window: CountWindow,
  patterns: ReadonlyMap<string, number>,
): Promise<AgentSummary | null> {
  const [buckets, latest] = await Promise.all([
    bucketsIn(slot, agentOwner({ scope: 'agent', agent }), window),
    slot.readAt('zrevrange', ['ra', agentKey('agent', agent)], 0, 0, 'WITHSCORES'),
  ])
  const { runs, failed } = sumOf([...buckets.values()])
  if (runs === 0) return null
  const lastSeenMs = Math.max(seenMs, ...pairsOf(latest).map(([, ms]) => Number(ms)))
  return { agent, runs, failedRuns: failed, patterns: patterns.get(agent) ?? 0, lastSeenMs }
}

/** How many patterns of each agent were last seen in the window. */
async function patternsByAgent(slot: Slot, { fromMs, toMs }: CountWindow): Promise<ReadonlyMap<string, number>> {
  const signatures = textsOf(await slot.read('zrangebyscore', 'byLast', fromMs, toMs))
  const counts = new Map<string, number>()
  for (let from = 0; from < signatures.length; from += pieces) {
    for (const { scope, agent, runs } of await patternRecords(slot, signatures.slice(from, from + pieces))) {
      if (scope === 'agent' && runs > 0) counts.set(agent, (counts.get(agent) ?? 0) + 1)
    }
  }
  return counts
}
