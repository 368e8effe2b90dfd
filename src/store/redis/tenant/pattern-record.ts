/** What is kept of a pattern in the hashes and indexes of its tenant. */
import type { Bucket, Recovery } from '../../../finding/finding.ts'
import type { PatternScope } from '../../../pattern/contribution.ts'
import type { PatternQuery } from '../../contract.ts'
import { storedJson } from '../../stored-json.ts'
import { listOf, numberOrNull, textOrNull } from './replies.ts'
import type { Slot } from './slot.ts'

export interface PatternRecord {
  readonly signature: string
  /** Begins its own keys. */
  readonly id: number
  readonly lesson: string
  readonly scope: PatternScope
  readonly agent: string
  readonly signal: string
  readonly bucket: Bucket
  readonly locus: string
  readonly template: string
  readonly recovery: Recovery
  readonly explanation: string
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  /** 0 for one all of whose runs were taken back. */
  readonly runs: number
}

type Kept = Omit<PatternRecord, 'signature' | 'lesson' | 'explanation' | 'firstSeenMs' | 'lastSeenMs' | 'runs'>

/** Those that are known, in the order asked for. */
export async function patternRecords(slot: Slot, signatures: readonly string[]): Promise<readonly PatternRecord[]> {
  if (signatures.length === 0) return []
  const [kept, lessons, explanations, first, last, runs] = await Promise.all([
    slot.read('hmget', 'patterns', ...signatures),
    slot.read('hmget', 'lessonOf', ...signatures),
    slot.read('hmget', 'explanations', ...signatures),
    slot.read('zmscore', 'byFirst', ...signatures),
    slot.read('zmscore', 'byLast', ...signatures),
    slot.read('zmscore', 'byRuns', ...signatures),
  ])
  const at = (reply: typeof kept, index: number) => listOf(reply)[index]
  return signatures.flatMap((signature, index) => {
    const text = textOrNull(at(kept, index))
    if (text === null) return []
    const record: Kept = storedJson(text)
    return {
      ...record,
      signature,
      lesson: textOrNull(at(lessons, index)) ?? '',
      explanation: textOrNull(at(explanations, index)) ?? '',
      firstSeenMs: numberOrNull(at(first, index)) ?? 0,
      lastSeenMs: numberOrNull(at(last, index)) ?? 0,
      runs: numberOrNull(at(runs, index)) ?? 0,
    }
  })
}

/** An agent without a scope is an agent: a service of the same name is another one. */
export function isOf(
  record: Pick<PatternRecord, 'scope' | 'agent'>,
  asked: Pick<PatternQuery, 'scope' | 'agent'>,
): boolean {
  const scope = asked.scope ?? (asked.agent === undefined ? record.scope : 'agent')
  return record.scope === scope && record.agent === (asked.agent ?? record.agent)
}
