/**
 * applyRows: counts the rows of a partition in a tenant's slot, each once, in their order (scripts/tenant/apply.lua).
 * Stops at the first one that has to wait for an earlier one.
 */
import { frozenSightingsMax, type StoreLimits } from '../../limits.ts'
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
    let applied: Applied = { upTo: 0, lessons: [], unused: [] }
    for (const row of rows) {
      const answer = await applyRow(slot, { partition, row, earliest }, limits)
      applied = together(applied, answer)
      if (answer.upTo < row.n) break
    }
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
}

async function applyRow(slot: Slot, { partition, row, earliest }: RowOf, limits: ApplyLimits): Promise<Applied> {
  const { patternsPerTenant, baselinesPerHour } = limits
  const bounds = [patternsPerTenant, baselinesPerHour, frozenSightingsMax]
  const reply: ApplyReply = JSON.parse(
    textOf(await slot.run(apply, partition, row.n, earliest, ...bounds, changeOf(row))),
  )
  return { upTo: reply.mark, lessons: luaList(reply.lessons), unused: readUnused(reply.unused) }
}

function together(one: Applied, next: Applied): Applied {
  const unused: readonly RunRef[] = [...one.unused, ...next.unused]
  return { upTo: next.upTo, lessons: [...new Set([...one.lessons, ...next.lessons])].sort(), unused }
}
