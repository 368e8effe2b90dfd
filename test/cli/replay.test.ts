import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cli } from './cli.ts'

const capture = 'test/fixtures/captures/strands/unknown-tool'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-replay-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('replay', () => {
  test('writes the findings to a file and the report to standard output', async () => {
    const file = join(folder, 'findings.jsonl')

    const { code, out } = await cli(['replay', capture, '--findings', file, '--quiet'])

    expect(code).toBe(0)
    expect(out).toContain('1 run, 1 with findings')
    expect(JSON.parse((await readFile(file, 'utf8')).trim()).findings).not.toEqual([])
  })

  test('names the folder that is not there, before it judges anything', async () => {
    const missing = join(folder, 'not', 'there')

    const { code, out, err } = await cli(['replay', capture, '--findings', join(missing, 'findings.jsonl')])

    expect([code, out]).toEqual([3, ''])
    expect(err).toBe(`promontory: --findings: ${missing} is not there: expected a folder that exists\n`)
  })

  test('does not take a folder for the file, nor a file for the folder', async () => {
    await writeFile(join(folder, 'plain'), '')

    const onFolder = await cli(['replay', capture, '--findings', folder])
    const belowFile = await cli(['replay', capture, '--findings', join(folder, 'plain', 'findings.jsonl')])

    expect(onFolder).toMatchObject({ code: 3, err: `promontory: --findings: ${folder} is a folder, expected a file\n` })
    expect(belowFile.err).toContain('is a file, expected a folder')
  })

  test('tells how far it has come on standard error, and is quiet when asked', async () => {
    expect((await cli(['replay', capture])).err).toContain('reading 1/1 files')
    expect((await cli(['replay', capture, '--quiet'])).err).toBe('')
  })

  test('names ten bad lines at most and counts the rest', async () => {
    const path = join(folder, 'traces.jsonl')
    const bad = (count: number) => writeFile(path, '{"no":"otlp"}\n'.repeat(count))
    const refusals = (out: string) => out.split('\n').filter((line) => line.startsWith('  refused '))

    await bad(10)
    const ten = await cli(['replay', path, '--quiet'])
    await bad(1_234)
    const many = await cli(['replay', path, '--quiet'])

    expect(refusals(ten.out)).toHaveLength(10)
    expect(ten.out).not.toContain('more refused')
    expect(refusals(many.out)).toHaveLength(10)
    expect(many.out).toContain('\n  and 1224 more refused, 1234 in all\n')
    expect(many).toMatchObject({
      code: 3,
      err: 'promontory: 1234 requests of the input refused; the rest was judged\n',
    })
    const { input } = JSON.parse((await cli(['replay', path, '--quiet', '--json'])).out)
    expect(input).toMatchObject({ refused: 1234, refusals: { length: 10 } })
  })

  test('prints no name out of a file that would steer a terminal', async () => {
    const path = join(folder, 'traces.json')
    const span = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), name: 'invoke_agent', startTimeUnixNano: '1' }
    const told = { endTimeUnixNano: '2', status: { code: 2 }, attributes: attributes('invoke_agent', 'evil\u001b[31m') }
    await writeFile(path, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, ...told }] }] }] }))

    const { out } = await cli(['replay', path, '--quiet'])

    expect(out).toMatch(/1 of 1 +evil/)
    expect(out).not.toContain('\u001b')
  })

  test('fails on an input that is not there, with its path', async () => {
    const { code, err } = await cli(['replay', join(folder, 'none.json')])

    expect(code).toBe(3)
    expect(err).toContain('none.json')
  })
})

function attributes(operation: string, agent: string) {
  return Object.entries({ 'gen_ai.operation.name': operation, 'gen_ai.agent.name': agent }).map(
    ([key, stringValue]) => ({
      key,
      value: { stringValue },
    }),
  )
}
