import { readTraces } from '../../../src/verify/read-service.ts'
import { eventually } from '../../../test/redis/eventually.ts'
import { deathsAt, isDead } from '../deaths.ts'
import { nothingWrong } from '../outcome.ts'
import type { Scenario } from '../scenario.ts'
import { sendSound } from '../send-sound.ts'

/** The lease of 30 s, and what it takes to find that it has run out. */
const redoneMs = 35_000
const settings = () => deathsAt(['claim:after 1'])

export const orphanedTrace: Scenario = {
  name: 'orphaned-trace',
  what: 'the replica that has just claimed a trace dies and stays dead: another one judges it when the lease has run out',
  ...{ store: 'single', replicas: 3, settings },
  play: async ({ installation: { replicas, subject } }) => {
    const [replica] = subject.replicas
    if (replica === undefined) throw new Error('expected a replica')
    const { answer, traceIds } = await sendSound(replica, 'orphan')
    await eventually('the replica with the claim is dead', redoneMs, async () => replicas.some(isDead))
    const diedMs = Date.now()
    const alive = replicas.find((one) => !isDead(one))
    const service = { api: alive?.listening.api ?? '', key: null }
    const wrong: string[] = answer.kind === 'acknowledged' ? [] : ['the trace was not taken']
    await eventually('the orphaned trace is settled', 2 * redoneMs, async () => {
      return (await readTraces(service, traceIds)).every((trace) => trace?.state === 'settled')
    }).catch((error: Error) => wrong.push(error.message))
    const tookMs = Date.now() - diedMs
    if (tookMs > redoneMs) wrong.push(`the orphaned trace was redone after ${tookMs} ms, expected ${redoneMs}`)
    return { ...nothingWrong, wrong, facts: [`redone ${tookMs} ms after the death`] }
  },
}
