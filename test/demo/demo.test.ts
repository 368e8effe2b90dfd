import { afterEach, expect, test } from 'vitest'
import { captures } from '../../src/demo/captures.ts'
import { runDemo } from '../../src/demo/demo.ts'
import { type Collector, scorecard, startCollector } from './collector.ts'

const running: Collector[] = []
afterEach(async () => {
  for (const collector of running.splice(0)) await collector.close()
})

async function start(candidateFrom: number): Promise<Collector> {
  const collector = await startCollector(candidateFrom)
  running.push(collector)
  return collector
}

const few = captures.filter(
  ({ client, scenario }) => ['langfuse', 'strands'].includes(client) && scenario === 'success',
)

test('sends over every transport, as four users, and ends with the candidate', async () => {
  const collector = await start(1)
  const lines: string[] = []

  const report = await runDemo({ ...collector, fetch, progress: (line) => lines.push(line), captures: few })

  expect(report).toMatchObject({ ok: true, candidate: { id: 'c' }, scorecard })
  expect(report.clients.map(({ client, runs }) => [client, runs])).toEqual([
    ['langfuse', 4],
    ['strands', 4],
  ])
  expect(lines).toContain('langfuse: 4 runs, found loop×4')
  expect([...collector.requests.keys()].sort()).toEqual(['grpc', 'json', 'protobuf'])
  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(8)
  expect(new Set(collector.spans.flatMap(({ who }) => who)).size).toBe(4 + 8)
})

test('without a candidate the answer is no, after the deadline', async () => {
  const collector = await start(1000)

  const report = await runDemo({ ...collector, fetch, progress: () => {}, captures: few, deadlineMs: 600 })

  expect(report).toMatchObject({ ok: false, reason: 'no candidate was raised in time' })
})

test('a receiver that is not there is an error, not a silence', async () => {
  const collector = await start(1)
  await running.pop()?.close()

  const gone = runDemo({ ...collector, fetch, progress: () => {}, captures: few.slice(0, 1) })

  await expect(gone).rejects.toThrow()
})
