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
    expect(out).toContain('1 runs, 1 with findings')
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

  test('fails on an input that is not there, with its path', async () => {
    const { code, err } = await cli(['replay', join(folder, 'none.json')])

    expect(code).toBe(3)
    expect(err).toContain('none.json')
  })
})
