import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inputFiles } from '../../src/replay/input-files.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-input-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function files(...names: readonly string[]): Promise<void> {
  for (const name of names) await writeFile(join(folder, name), '')
}

describe('input files', () => {
  it('of a folder are its traces and logs in name order, and nothing else', async () => {
    await files('002.traces.pb', '001.logs.json', 'manifest.json', 'traces.jsonl.gz', 'labels.jsonl.gz')
    const found = await inputFiles([folder])
    expect(found.map(({ path, signal, format, gzipped }) => [basename(path), signal, format, gzipped])).toEqual([
      ['001.logs.json', 'logs', 'json', false],
      ['002.traces.pb', 'traces', 'pb', false],
      ['traces.jsonl.gz', 'traces', 'jsonl', true],
    ])
  })

  it('name the path that is missing', async () => {
    await expect(inputFiles([join(folder, 'none.pb')])).rejects.toThrow('none.pb: no such file or folder')
  })

  it('name the folder that holds no telemetry', async () => {
    await mkdir(join(folder, 'empty'))
    await expect(inputFiles([join(folder, 'empty')])).rejects.toThrow('holds no *traces* or *logs* file')
  })

  it('name the file whose format is unknown', async () => {
    await files('traces.csv')
    await expect(inputFiles([join(folder, 'traces.csv')])).rejects.toThrow('expected a file that ends in')
  })
})
