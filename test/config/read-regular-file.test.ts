import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultLine } from '../../src/config/fault.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { fileBytesMax, readRegularFile } from '../../src/config/read-regular-file.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'promontory-regular-'))
  execFileSync('mkfifo', [join(folder, 'fifo')])
})
afterAll(() => rmSync(folder, { recursive: true }))

function faultsOf(path: string | undefined, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const loaded = loadConfig({ path, env, readFile: readRegularFile })
  return loaded.ok ? [] : loaded.faults.map(faultLine)
}

test('a file is read whole, also through a link and at its largest', () => {
  const path = join(folder, 'file')
  symlinkSync(path, join(folder, 'link'))
  for (const text of ['', 'run: {settle: 1s} # ümlaut', 'x'.repeat(fileBytesMax)]) {
    writeFileSync(path, text)
    expect(readRegularFile(join(folder, 'link'))).toBe(text)
  }
})

test('a file beyond a mebibyte is refused, and one that is not there as ever', () => {
  const path = join(folder, 'large')
  writeFileSync(path, 'x'.repeat(fileBytesMax + 1))

  expect(() => readRegularFile(path)).toThrow('more than 1 MiB')
  expect(() => readRegularFile(join(folder, 'none'))).toThrow('ENOENT')
  expect(faultsOf(path)).toEqual([
    `--config: saw "${path}" (more than 1 MiB), expected a YAML file of at most 1 MiB that can be read`,
  ])
})

test('devices, pipes that nobody writes to and folders are refused and not waited for', () => {
  for (const path of ['/dev/zero', '/dev/null', join(folder, 'fifo'), folder]) {
    expect(faultsOf(path)).toEqual([
      `--config: saw "${path}" (no regular file), expected a YAML file of at most 1 MiB that can be read`,
    ])
    expect(faultsOf(undefined, { REDIS_URL_FILE: path })).toEqual([
      'redis.url: saw a file that is no regular file in REDIS_URL_FILE, expected a regular file of at most 1 MiB',
    ])
  }
})
