import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../src/decide/default-policy.ts'
import { findingsLine } from '../../src/replay/findings-line.ts'
import { replay } from '../../src/replay/replay.ts'

const capture = 'test/fixtures/captures/vercel-ai-6/approval-rejected'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-replay-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function findings(...paths: readonly string[]): Promise<string> {
  const { records } = await replay(paths, { policy: defaultPolicy })
  return records.map(findingsLine).join('\n')
}

describe('replay', () => {
  it('joins a run that waited for an approval in one trace and went on in another', async () => {
    const { records } = await replay([capture], { policy: defaultPolicy })
    expect(records).toHaveLength(1)
    expect(records[0]?.run.traceIds).toHaveLength(2)
    expect(records[0]?.run.steps.map(({ kind, outcome }) => `${kind} ${outcome}`)).toContain('approval rejected')
  })

  it('gives the same bytes twice', async () => {
    expect(await findings(capture)).toBe(await findings(capture))
  })

  it('gives the same findings whichever part comes first', async () => {
    const [first = '', second = ''] = [`${capture}/001.traces.pb`, `${capture}/002.traces.pb`]
    expect(await findings(second, first)).toBe(await findings(first, second))
  })

  it('reads gzipped files and requests behind their length', async () => {
    const bodies = await Promise.all(['001', '002'].map((name) => readFile(`${capture}/${name}.traces.pb`)))
    const zipped = join(folder, 'traces.pb.gz')
    await writeFile(zipped, gzipSync(Buffer.concat(bodies.flatMap((body) => [varint(body.length), body]))))
    expect(await findings(zipped)).toBe(await findings(capture))
  })

  it('names a file that holds no OTLP, and judges the rest', async () => {
    const wrong = join(folder, 'wrong.json')
    await writeFile(wrong, '{"hello":1}')
    const { records, input } = await replay([wrong, capture], { policy: defaultPolicy })
    expect(input).toMatchObject({ refused: 1, refusals: [{ where: wrong }] })
    expect(records).toHaveLength(1)
  })

  it('reads a JSON file with a request a line, as the Collector’s file exporter writes it, and a byte order mark', async () => {
    const path = join(folder, 'traces.json')
    const line = (id: string) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [chat(id)] }] }] })
    await writeFile(path, `\uFEFF${line('1')}\n${line('2')}\n`)
    const { records, input } = await replay([path], { policy: defaultPolicy })
    expect(input).toMatchObject({ requests: 2, refused: 0, refusals: [] })
    expect(records).toHaveLength(2)
  })

  it('reads a cut-off gzip file as far as it goes, names it, and judges the rest', async () => {
    const lines = Array.from({ length: 2_000 }, (_, i) =>
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [chat(String(i + 1))] }] }] }),
    )
    const whole = gzipSync(lines.join('\n'))
    const path = join(folder, 'traces.jsonl.gz')
    await writeFile(path, whole.subarray(0, whole.length - 200))
    const { records, input } = await replay([path, capture], { policy: defaultPolicy })
    expect(input).toMatchObject({ refused: 1, refusals: [{ where: path }] })
    expect(records.some(({ run }) => run.traceIds.length === 2)).toBe(true)
  })

  it('takes a file for logs only where its name says so, and believes the content before the name', async () => {
    const path = join(folder, 'catalogs.json')
    await writeFile(path, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [chat('1')] }] }] }))
    expect((await replay([path], { policy: defaultPolicy })).records).toHaveLength(1)
  })

  it('counts each run at its own time, whatever the order of the files', async () => {
    const [early, late] = [join(folder, 'a.traces.json'), join(folder, 'b.traces.json')]
    const at = (day: number) => BigInt(Date.UTC(2026, 0, day)) * 1_000_000n
    const file = (id: string, day: number) =>
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [chat(id, at(day))] }] }] })
    await writeFile(early, file('1', 1))
    await writeFile(late, file('2', 20))
    const counted = async (...paths: string[]) =>
      (await replay(paths, { policy: defaultPolicy })).records.map((record) => [record.countedAtMs, record.skewed])
    expect(await counted(late, early)).toEqual(await counted(early, late))
    expect((await counted(late, early)).map(([, skewed]) => skewed)).toEqual([false, false])
  })

  it('tells where a span was rejected and why', async () => {
    const path = join(folder, 'traces.jsonl')
    const spans = [{ traceId: '00', spanId: '1'.repeat(16), name: 'x' }]
    await writeFile(path, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }))
    const { input } = await replay([path], { policy: defaultPolicy })
    expect(input).toMatchObject({ rejected: 1, rejections: [{ where: `${path} line 1` }] })
  })
})

/** A model call in a trace of its own. */
function chat(id: string, startNs = 1_767_225_600_000_000_000n) {
  return {
    traceId: id.padStart(32, '0'),
    spanId: id.padStart(16, '0'),
    name: 'chat',
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + 1_000_000n),
    attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } }],
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80)
  return Buffer.from([...bytes, rest])
}
