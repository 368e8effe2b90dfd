import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findDatasets } from '../../bench/quality/datasets.ts'
import { firedSignals, stepsOf } from '../../bench/quality/judged-run.ts'
import { rawSteps } from '../../bench/quality/raw-steps.ts'
import { replayDataset } from '../../bench/quality/replay-dataset.ts'
import { runText } from '../../bench/quality/run-text.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quality-replay-'))
  await mkdir(join(folder, 'made'))
  const traces = [0, 1, 2, 3].map((number) => traceLine(number, number < 3))
  const labels = [3, 2, 1, 0, 9].map((number) => JSON.stringify({ trace_id: traceId(number), success: number > 1 }))
  await writeFile(join(folder, 'made', 'traces.jsonl.gz'), gzipSync(traces.join('\n')))
  await writeFile(join(folder, 'made', 'labels.jsonl.gz'), gzipSync(labels.join('\n')))
})
afterAll(() => rm(folder, { recursive: true }))

test('a data set is replayed, its labels joined by trace id, and what three runs carry recurs', async () => {
  const [dataset] = (await findDatasets(folder, null)) ?? []
  if (dataset === undefined) throw new Error('expected the data set that was just written')

  const runs = await replayDataset(dataset)

  expect(runs.map(({ label, index }) => [index, label.traceId, label.failed])).toEqual([
    [0, traceId(0), true],
    [1, traceId(1), true],
    [2, traceId(2), false],
    [3, traceId(3), false],
    [4, traceId(9), false],
  ])
  expect(runs.map((run) => run.findings.some(({ locus, recurs }) => locus === 'lookup' && recurs))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  expect(runs.map((run) => stepsOf(run).length)).toEqual([2, 2, 2, 2, 0])
  expect(runs[4]?.runs).toEqual([])
})

test('a run is shown with its label, its steps, their raw texts cut, and its findings', async () => {
  const [dataset] = (await findDatasets(folder, 'made')) ?? []
  if (dataset === undefined) throw new Error('expected the data set that was just written')
  const run = (await replayDataset(dataset))[0]
  if (run === undefined) throw new Error('expected a run')
  const raw = await rawSteps(dataset.tracesPath, new Set([traceId(0)]))

  const text = runText(run, raw.get(traceId(0)) ?? null)

  expect(text).toContain(`made #0 ${traceId(0)} FAILED`)
  expect(text).toContain('status: ERROR connection refused')
  for (const signal of firedSignals(run)) expect(text).toContain(`${signal}@`)
})

function traceId(number: number): string {
  return String(number).padStart(32, 'a')
}

/** An agent that asks its model and calls one tool, which fails or not. */
function traceLine(number: number, fails: boolean): string {
  const startMs = 1_767_600_000_000 + number * 60_000
  const span = (
    id: string,
    parent: string,
    name: string,
    from: number,
    to: number,
    attributes: Record<string, string>,
    error = false,
  ) => ({
    traceId: traceId(number),
    spanId: id.repeat(16),
    parentSpanId: parent.repeat(16),
    name,
    kind: 1,
    startTimeUnixNano: `${startMs + from}000000`,
    endTimeUnixNano: `${startMs + to}000000`,
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
    status: error ? { code: 2, message: 'connection refused' } : {},
  })
  const spans = [
    span('1', '', 'invoke_agent helper', 0, 1000, {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'helper',
    }),
    span('2', '1', 'chat m', 10, 100, { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' }),
    span(
      '3',
      '1',
      'execute_tool lookup',
      200,
      300,
      { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'lookup' },
      fails,
    ),
  ]
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'made' } }] }
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'made' }, spans }] }] })
}
