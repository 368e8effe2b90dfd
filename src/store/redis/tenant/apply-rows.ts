/**
 * applyRows: counts the rows of a partition in a tenant's slot, each once, in their order (scripts/tenant/apply.lua).
 * Stops at the first one that has to wait for an earlier one.
 */
import { hash } from 'node:crypto'
import { frozenSightingsMax, type StoreLimits } from '../../limits.ts'
import { storedJson } from '../../stored-json.ts'
import type { Applied, ApplyRows, Row, RunRef } from '../row.ts'
import { changeOf } from './change.ts'
import { luaList, textOf } from './replies.ts'
import { readUnused, type UnusedText } from './run-records.ts'
import type { Slot, SlotOf } from './slot.ts'
import { tenantScript } from './tenant-script.ts'

const apply = tenantScript('apply')

export type ApplyLimits = Pick<StoreLimits, 'patternsPerTenant' | 'baselinesPerHour'>

export function createApplyRows(slotOf: SlotOf, limits: ApplyLimits): ApplyRows {
  return async (tenant, partition, rows, earliest) => {
    const slot = slotOf(tenant)
    let applied: Applied = { upTo: 0, lessons: [], unused: [], other: false, woke: false }
    for (const row of rows) {
      const answer = await applyRow(slot, { partition, row, earliest }, limits)
      applied = together(applied, answer)
      if (answer.upTo < row.n || answer.other) break
    }
    if (applied.woke) await slot.tell()
    return applied
  }
}

interface RowOf {
  readonly partition: number
  readonly row: Row
  readonly earliest: number
}

interface ApplyReply {
  readonly mark: number
  readonly lessons?: readonly string[] | object
  readonly unused?: readonly UnusedText[] | object
  readonly other?: boolean
  readonly woke?: boolean
}

async function applyRow(slot: Slot, { partition, row, earliest }: RowOf, limits: ApplyLimits): Promise<Applied> {
  const { patternsPerTenant, baselinesPerHour } = limits
  const bounds = [patternsPerTenant, baselinesPerHour, frozenSightingsMax, digestOf(row)]
  const reply: ApplyReply = storedJson(
    textOf(await slot.run(apply, partition, row.n, earliest, ...bounds, changeOf(row))),
  )
  const { mark: upTo, other = false, woke = false } = reply
  return { upTo, lessons: luaList(reply.lessons), unused: readUnused(reply.unused), other, woke }
}

/** The same for a commit that was made again after it was lost: its time is another then. */
function digestOf({ traceId, agentRuns, sightings, feeds, runs, forgotten }: Row): string {
  const told = JSON.stringify([traceId, agentRuns, sightings, feeds, runs, forgotten])
  return hash('sha256', told, 'buffer').subarray(0, 6).toString('base64url')
}

function together(one: Applied, next: Applied): Applied {
  const unused: readonly RunRef[] = [...one.unused, ...next.unused]
  const lessons = [...new Set([...one.lessons, ...next.lessons])].sort()
  return { upTo: next.upTo, lessons, unused, other: one.other || next.other, woke: one.woke || next.woke }
}
