import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { decodeLimits } from '../../src/decode/decoded.ts'
import { embeddedLimits } from '../../src/store/embedded/options.ts'
import { plainSources } from '../../src/threads/plain-sources.ts'
import { startThread } from '../../src/threads/start-thread.ts'

const fixture = (name: string) => new URL(`./fixtures/${name}.ts`, import.meta.url)

const threads: Worker[] = []
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.terminate()
})

function start(name: string, data: unknown = null): Worker {
  const thread = startThread(fixture(name), { data })
  threads.push(thread)
  return thread
}

/** What every thread of the service is started with, in one. */
const dataOfAll = {
  ...{ path: ':memory:', settleMs: 0, idleMs: 0, limits: { ...embeddedLimits, ...decodeLimits } },
  ...{ fingerprintKey: 'key-of-a-store', pageFacts: 1, prices: [], pageItems: 1 },
}

async function modulesOf(thread: Worker): Promise<readonly string[]> {
  threads.push(thread)
  return new Promise((resolve, reject) => {
    thread.on('error', reject)
    thread.on('message', (message) => message.kind === 'loaded' && resolve(message.modules))
  })
}

const stripper = expect.stringContaining('amaro')

describe('a thread', () => {
  it('runs a TypeScript file and what it imports, and finds what it was started with', async () => {
    const [told] = await once(start('greeter', { name: 'thread' }), 'message')
    expect(told).toEqual({ greeting: { text: 'hello thread' }, file: fixture('greeter').href })
  })

  it('of the service, whichever it is, does not load the stripper of types, which is WebAssembly', async () => {
    const modules = await modulesOf(startThread(fixture('all-entries'), { data: dataOfAll }))
    expect(modules).toContainEqual(expect.stringContaining('sqlite'))
    expect(modules).not.toContainEqual(stripper)
  })

  it('that is left to load TypeScript itself would', async () => {
    expect(await modulesOf(new Worker(fixture('all-entries'), { workerData: dataOfAll }))).toContainEqual(stripper)
  })

  it('names file, line and column of the source where it failed', async () => {
    const [error] = await once(start('thrower'), 'error')
    expect(error).toBeInstanceOf(RangeError)
    expect(error.stack).toContain(`${fixture('thrower').href}:6:9`)
  })

  it('keeps little room for young objects, whatever else it may have', () => {
    const small = start('greeter')
    const large = startThread(fixture('greeter'), { data: null, resourceLimits: { maxOldGenerationSizeMb: 64 } })
    threads.push(large)
    expect(small.resourceLimits?.maxYoungGenerationSizeMb).toBe(12)
    expect(large.resourceLimits).toMatchObject({ maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 64 })
  })

  it('fails like any other where its entry is not there', async () => {
    const [error] = await once(start('nowhere'), 'error')
    expect(error.message).toContain('nowhere.ts')
  })

  it('fails like any other where its entry cannot be stripped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'promontory-thread-'))
    const entry = pathToFileURL(join(folder, 'entry.ts'))
    await writeFile(entry, 'enum NotErasable { One }')
    const thread = startThread(entry, { data: null })
    threads.push(thread)
    const [error] = await once(thread, 'error')
    expect(error.message).toContain('enum')
    await rm(folder, { recursive: true })
  })
})

describe('plain sources', () => {
  it('are the entry and what it imports, without modules of types and names that lead nowhere', () => {
    const sources = plainSources(fixture('greeter'))
    expect([...sources.keys()]).toEqual([fixture('greeter').href, fixture('greeting').href])
    expect(sources.get(fixture('greeting').href)).not.toContain('interface')
  })

  it('are made once', () => {
    expect(plainSources(fixture('greeter'))).toBe(plainSources(fixture('greeter')))
  })

  it('are none where nothing is to be stripped', () => {
    expect(plainSources(new URL('./fixtures/plain.js', import.meta.url)).size).toBe(0)
  })

  it('are made without a word on the standard error of the service', async () => {
    const told = await promisify(execFile)(process.execPath, [fileURLToPath(fixture('strip-aloud'))])
    expect(told).toEqual({ stdout: '2\n', stderr: '' })
  })
})
