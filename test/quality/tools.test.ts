import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findDatasets } from '../../bench/quality/datasets.ts'
import { readLabels } from '../../bench/quality/label.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quality-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('without data sets', () => {
  test.each(['main.ts', 'fit.ts', 'grouping/main.ts'])('%s says so in one line and exits with 2', async (tool) => {
    const { code, stdout, stderr } = await run(tool, join(folder, 'nothing'))

    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^\w+: .*nothing: no such folder; .*PROMONTORY_DATASETS\n$/)
  })

  test('a folder without traces and labels is no data set', async () => {
    expect(await findDatasets(folder, null)).toEqual([])
    expect(await findDatasets(join(folder, 'nothing'), null)).toBeNull()
  })
})

describe('labels', () => {
  test('tell whether a run failed, and null where the source does not say', async () => {
    const path = await labelsFile(
      '{"trace_id":"a","success":false}\n{"trace_id":"b","success":true}\n{"trace_id":"c","success":null}\n',
    )

    expect((await readLabels(path)).map(({ traceId, failed }) => [traceId, failed])).toEqual([
      ['a', true],
      ['b', false],
      ['c', null],
    ])
  })

  test('that name no trace are refused with their place', async () => {
    const path = await labelsFile('{"trace_id":"a"}\n{"success":true}\n')

    await expect(readLabels(path)).rejects.toThrow(/labels.jsonl.gz line 2: expected a JSON object with a trace_id/)
  })
})

async function labelsFile(text: string): Promise<string> {
  const path = join(folder, 'labels.jsonl.gz')
  await writeFile(path, gzipSync(text))
  return path
}

function run(tool: string, argument: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const path = fileURLToPath(new URL(`../../bench/quality/${tool}`, import.meta.url))
  return new Promise((resolve) => {
    execFile(process.execPath, [path, argument], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}
