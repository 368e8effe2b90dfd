import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { generateRuns } from '../../src/verify/generate-runs.ts'
import { type OwnService, startOwnService } from '../../src/verify/own-service.ts'
import { sender } from '../../src/verify/send/sender.ts'
import { NotAcknowledged } from '../../src/verify/send-all.ts'
import { type Subject, type VerifyOptions, verify } from '../../src/verify/verify.ts'

let service: OwnService
let folder = ''
beforeAll(async () => {
  service = await startOwnService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-verify-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function options(change: Partial<VerifyOptions>): VerifyOptions {
  return {
    ...{ runs: 20, seed: 1, kills: 0, ledger: join(folder, 'ledger.ndjson'), patienceMs: 60_000, nowMs: Date.now() },
    progress: () => {},
    ...change,
  }
}

/** The service as one that is not ours to kill. */
function target(change: Partial<Subject> = {}): Subject {
  const replicas = [service.listening]
  return { replicas, key: null, quickIdle: false, crash: null, sinks: null, ...change }
}

describe('verify', () => {
  it('finds nothing lost and nothing counted twice over kills while sending and judging', async () => {
    const own = target({ quickIdle: true, crash: service.crash, sinks: service.sinks })
    const report = await verify(own, options({ runs: 60, kills: 3 }))
    expect(report.problems).toEqual([])
    expect(report.figures).toMatchObject({ runs: 60, kills: 3 })
  })

  it('goes on with the ledger of a sender that was killed, and counts nothing twice', async () => {
    const whole = options({})
    const first = await verify(target(), whole)
    const lines = (await readFile(whole.ledger, 'utf8')).split('\n')
    await writeFile(whole.ledger, lines.slice(0, lines.length / 2).join('\n'))
    const second = await verify(target(), { ...whole, runs: 1, seed: 77 })
    expect([first.ok, second.ok]).toEqual([true, true])
    expect(second).toMatchObject({ seed: 1, figures: { runs: first.figures.runs } })
  })

  it('says so when the service was told of a run that nobody sent', async () => {
    const own = options({ seed: 2, patienceMs: 10_000, story: 'healthy' })
    await tellOfOneMore(own)
    const report = await verify(target(), own)
    expect(report.ok).toBe(false)
    expect(report.problems.map(({ kind }) => kind)).toContain('run_unexpected')
  })

  it('sends to every replica and asks every one: what is told by one only is wrong', async () => {
    const other = await startOwnService()
    try {
      const apart = target({ replicas: [service.listening, other.listening] })
      const report = await verify(apart, options({ seed: 3, runs: 10, patienceMs: 5_000 }))
      expect(report.problems.map(({ kind }) => kind)).toContain('span_lost')
    } finally {
      await other.stop()
    }
  })

  it('spreads what it sends over a time, and asks only when what disturbs it has ended', async () => {
    const seen: string[] = []
    const spreadMs = 400
    const startMs = Date.now()
    let lastMs = 0
    const report = await verify(
      target(),
      options({
        ...{ seed: 4, runs: 12, spreadMs, story: 'healthy' },
        heard: ({ kind }) => {
          seen.push(kind)
          lastMs = Date.now()
        },
        disturb: async ({ reached, deliveries }) => {
          await reached(deliveries)
          seen.push('disturbed')
        },
      }),
    )
    expect(report.problems).toEqual([])
    const { deliveries } = report.figures
    expect(deliveries).toBeGreaterThan(1)
    // The last one has its place at the beginning of its share. A timer may be a millisecond early.
    expect(lastMs - startMs).toBeGreaterThanOrEqual(spreadMs * (1 - 1 / deliveries) - 2)
    expect(seen).toContain('acknowledged')
    expect(seen.at(-1)).toBe('disturbed')
  })

  it('gives up on a service that is not there', async () => {
    const nobody = target({ replicas: [{ ...service.listening, grpc: '127.0.0.1:1', http: '127.0.0.1:1' }] })
    await expect(verify(nobody, options({ patienceMs: 300 }))).rejects.toThrow(NotAcknowledged)
  })
})

/** The first run of this traffic, whole, once more under another trace id. */
async function tellOfOneMore({ seed, runs, nowMs, story = '' }: VerifyOptions): Promise<void> {
  const [run] = generateRuns(seed, runs, { untilUs: nowMs * 1000, withoutIdle: true, story })
  if (run === undefined) throw new Error('expected a run')
  const spans = run.spans.map((span) => ({ ...span, traceId: span.traceId.replace(/^.{8}/, 'feedbeef') }))
  const sending = sender({ ...service.listening, key: null })
  const delivery = { index: 0, phase: 'main', transport: 'protobuf', spans, broken: 0 } as const
  expect(await sending.send(delivery)).toEqual({ kind: 'acknowledged', rejected: 0 })
  sending.close()
}
