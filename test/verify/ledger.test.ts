import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Delivery, deliveriesOf } from '../../src/verify/deliveries.ts'
import { generateRuns } from '../../src/verify/generate-runs.ts'
import { type LedgerHead, openLedger } from '../../src/verify/ledger.ts'

const head: LedgerHead = { seed: 3, runs: 20, untilUs: 1_795_000_000_000_000, withoutIdle: true }
const deliveries = deliveriesOf(generateRuns(head.seed, head.runs, head), head.seed)

let path = ''
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'promontory-ledger-test-')), 'ledger.ndjson')
})
afterEach(() => rm(join(path, '..'), { recursive: true, force: true }))

function delivery(index: number): Delivery {
  const found = deliveries[index]
  if (found === undefined) throw new Error(`no delivery ${index}`)
  return found
}

test('a ledger remembers what was acknowledged, over the death of its writer', async () => {
  const first = await openLedger(path, head)
  await first.note(delivery(0), { kind: 'refused', why: 'gRPC 14' })
  await first.note(delivery(0), { kind: 'acknowledged', rejected: 0 })
  await first.note(delivery(2), { kind: 'denied', why: 'HTTP 400' })
  await first.close()

  const second = await openLedger(path, { ...head, seed: 99 })
  expect(second.head).toEqual(head)
  expect([...second.acknowledged]).toEqual([0])
  await second.close()
})

test('a line that was cut off in the middle tells nothing and spoils nothing', async () => {
  const first = await openLedger(path, head)
  await first.note(delivery(0), { kind: 'acknowledged', rejected: 0 })
  await first.close()
  await appendFile(path, '{"delivery":1,"transport":"grpc","answer":"ackno')

  const second = await openLedger(path, head)
  expect([...second.acknowledged]).toEqual([0])
  await second.note(delivery(1), { kind: 'acknowledged', rejected: 0 })
  await second.close()
  const third = await openLedger(path, head)
  expect([...third.acknowledged]).toEqual([0, 1])
  await third.close()
})

test('every span stands in the ledger with the answer it got', async () => {
  const ledger = await openLedger(path, head)
  await ledger.note(delivery(0), { kind: 'refused', why: 'HTTP 503' })
  await ledger.close()
  const lines = (await readFile(path, 'utf8')).trim().split('\n')
  expect(JSON.parse(lines[1] ?? '')).toEqual({
    ...{ delivery: 0, transport: delivery(0).transport, answer: 'refused', why: 'HTTP 503' },
    spans: delivery(0).spans.map(({ traceId, spanId, endUs }) => `${traceId}/${spanId}@${endUs}`),
  })
})

test('a file that is no ledger is not written to', async () => {
  await writeFile(path, '{"some":"thing"}\n')
  await expect(openLedger(path, head)).rejects.toThrow('it is none')
  expect(await readFile(path, 'utf8')).toBe('{"some":"thing"}\n')
})
