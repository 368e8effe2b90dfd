import { defaultPolicy } from '../../src/decide/default-policy.ts'
import { replay } from '../../src/replay/replay.ts'
import type { RunRecord } from '../../src/store/contract.ts'

const folder = 'test/fixtures/captures'

/** What a real framework exported, judged from the wire to the findings. */
export async function judged(capture: string): Promise<readonly RunRecord[]> {
  const { records } = await replay([`${folder}/${capture}`], { policy: defaultPolicy })
  return records
}

/** `signal:locus` of every finding of every run, the gravest first. */
export async function findingsIn(capture: string): Promise<readonly string[]> {
  const records = await judged(capture)
  return records.flatMap(({ findings }) => findings.map(({ signal, locus }) => `${signal}:${locus}`))
}

export async function abstentionsIn(capture: string): Promise<readonly string[]> {
  const records = await judged(capture)
  return records.flatMap(({ abstentions }) => abstentions.map(({ signal, missing }) => `${signal}: ${missing}`))
}
