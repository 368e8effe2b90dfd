/**
 * expire: drops what is past its time in every tenant's slot. Minutes and hours go by themselves; days, and with the last
 * one a pattern, its lesson and an open candidate, are looked through once a day; hours of baselines once an hour.
 * Snoozed candidates whose time has come are open again.
 */
import { bucketMs, reachMs } from '../../../pattern/window.ts'
import { closed, reopened } from '../../candidate-row.ts'
import { baselineReachMs, eventsKeptMs, type StoreLimits } from '../../limits.ts'
import { storedJson } from '../../stored-json.ts'
import { candidateById, latestCandidate } from './candidate-record.ts'
import { inPieces } from './in-pieces.ts'
import { moveCandidates } from './move-candidates.ts'
import { numberOf, numberOrNull, textOf, textsOf } from './replies.ts'
import { type RunRecords, readUnused } from './run-records.ts'
import type { Slot } from './slot.ts'
import { agentKey } from './tenant-keys.ts'
import { tenantScript } from './tenant-script.ts'
import { untilStanding } from './try-again.ts'

const expireEventsScript = tenantScript('expire-events')
const expirePatternScript = tenantScript('expire-pattern')
const expireAgentScript = tenantScript('expire-agent')
const expireBaselineScript = tenantScript('expire-baseline')
const tidyScript = tenantScript('tidy')

export interface ExpireParts {
  readonly records: RunRecords
  readonly sinks: readonly string[]
  readonly limits: Pick<StoreLimits, 'eventsPerTenant'>
}

export async function expireTenant(slot: Slot, nowMs: number, parts: ExpireParts): Promise<void> {
  await expireEvents(slot, nowMs, parts)
  await expireDays(slot, nowMs, parts.records)
  await expireBaselines(slot, nowMs)
  await closeGone(slot, nowMs)
  await wakeCandidates(slot, nowMs)
}

async function expireEvents(slot: Slot, nowMs: number, { sinks, limits }: ExpireParts): Promise<void> {
  const run = () => slot.run(expireEventsScript, nowMs - eventsKeptMs, limits.eventsPerTenant, ...sinks)
  while (numberOf(await run()) === 1);
}

/** A pattern has days that go only when it was first seen before them; agents are all looked at. */
async function expireDays(slot: Slot, nowMs: number, records: RunRecords): Promise<void> {
  const lastDay = Math.floor((nowMs - reachMs.day) / bucketMs.day) - 1
  if (!(await isFurther(slot, 'expiredDay', lastDay))) return
  const untilMs = (lastDay + 1) * bucketMs.day
  const signatures = textsOf(await slot.read('zrangebyscore', 'byFirst', '-inf', `(${untilMs}`))
  await inPieces(signatures, async (signature) => {
    const answer = storedJson(textOf(await slot.run(expirePatternScript, signature, lastDay)))
    await records.drop(slot.tenant, readUnused(answer.unused))
  })
  const agents = textsOf(await slot.read('zrange', 'agents', 0, -1))
  await inPieces(agents, async (member) => {
    const scope = member.startsWith('a') ? 'agent' : 'service'
    await slot.run(expireAgentScript, agentKey(scope, member.slice(1)), member, lastDay)
  })
  await slot.run(tidyScript, 'expiredDay', lastDay, 0)
}

/** Hours that no baseline reaches back to any more. */
async function expireBaselines(slot: Slot, nowMs: number): Promise<void> {
  const beforeMs = nowMs - baselineReachMs - bucketMs.hour
  const beforeHour = Math.floor(beforeMs / bucketMs.hour)
  if (!(await isFurther(slot, 'expiredHour', beforeHour))) return
  const subjects = textsOf(await slot.read('zrange', 'subjects', 0, -1))
  await inPieces(subjects, async (subject) => void (await slot.run(expireBaselineScript, subject, beforeMs)))
  await slot.run(tidyScript, 'expiredHour', beforeHour, beforeMs)
}

async function isFurther(slot: Slot, what: string, bucket: number): Promise<boolean> {
  return bucket > (numberOrNull(await slot.read('hget', 'meta', what)) ?? 0)
}

/** An open candidate of a lesson of which nothing is known any more. A snoozed one closes when its time comes. */
async function closeGone(slot: Slot, nowMs: number): Promise<void> {
  for (const lesson of textsOf(await slot.read('smembers', 'gone'))) {
    await untilStanding(async () => {
      const latest = await latestCandidate(slot, lesson)
      const isOpen = latest !== null && latest.row.candidate.state === 'open'
      const isGone = isOpen && !(await hasPatterns(slot, lesson))
      const done = await moveCandidates(slot, {
        ...{ seen: latest === null ? [] : [latest], settled: [lesson] },
        ...(isOpen ? { alive: [lesson, !isGone] as const } : {}),
        moves: isGone ? [closed(latest.row, 'gone', nowMs)] : [],
      })
      return done ? null : 'again'
    })
  }
}

/**
 * Snoozed candidates whose time has come. Each is open again and decided anew, as its lesson may have changed while
 * nobody looked; when nothing is known of the lesson any more, the candidate closes instead.
 */
async function wakeCandidates(slot: Slot, nowMs: number): Promise<void> {
  for (const id of textsOf(await slot.read('zrangebyscore', 'wakes', '-inf', nowMs))) {
    await untilStanding(async () => ((await wake(slot, id, nowMs)) ? null : 'again'))
  }
}

async function wake(slot: Slot, id: string, nowMs: number): Promise<boolean> {
  const seen = await candidateById(slot, id)
  if (seen === null) return true
  const { state, lesson, snoozedUntilMs } = seen.row.candidate
  if (state !== 'snoozed' || snoozedUntilMs === null || snoozedUntilMs > nowMs) return true
  const known = await hasPatterns(slot, lesson)
  return moveCandidates(slot, {
    ...{ seen: [seen], alive: [lesson, known] },
    moves: [known ? reopened(seen.row, {}, nowMs) : closed(seen.row, 'gone', nowMs)],
    mark: known ? [lesson] : [],
  })
}

async function hasPatterns(slot: Slot, lesson: string): Promise<boolean> {
  const bounds = [`[${lesson}\u0000`, `(${lesson}\u0001`, 'BYLEX', 'LIMIT', 0, 1]
  return textsOf(await slot.read('zrange', 'members', ...bounds)).length > 0
}
