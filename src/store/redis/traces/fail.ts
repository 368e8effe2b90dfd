/** fail: gives a claim back with the reason, to be tried again after a pause; after the fifth time the trace is quarantined, and nobody joins it any more. */
import { wholeMs } from '../../../count/whole-ms.ts'
import type { ClaimedTrace } from '../../contract.ts'
import { failPauseMs } from '../../fail-pause.ts'
import { attemptsMax, reasonCharsMax } from '../../limits.ts'
import { placeOf } from '../keys.ts'
import { loadScript } from '../script.ts'
import type { TraceEngine } from './engine.ts'
import { unregister } from './register.ts'

const failScript = loadScript('fail', 'moves')

export async function fail(
  engine: TraceEngine,
  { tenant, traceId, epoch }: Pick<ClaimedTrace, 'tenant' | 'traceId' | 'epoch'>,
  reason: string,
  nowMs: number,
): Promise<void> {
  const { client, keys } = engine
  const place = placeOf(tenant, traceId)
  const { partition } = place
  const answer = await client.run(
    failScript,
    [
      keys.partition(partition, 'due'),
      keys.partition(partition, 'expiry'),
      keys.partition(partition, 'tallies'),
      keys.share(partition, tenant, 'tallies'),
      keys.trace(place),
    ],
    [place.ref, epoch, wholeMs(nowMs), attemptsMax, reason.slice(0, reasonCharsMax), failPauseMs],
  )
  engine.due.changed(partition)
  if (answer === 'quarantined') await unregister(engine, tenant, traceId, 'calls')
}
