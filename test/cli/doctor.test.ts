import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { someRecord, someRun } from '../api/contents.ts'
import type { Contents } from '../api/memory-store.ts'
import { serve, someKeys, withKey } from '../api/served.ts'
import { cli } from './cli.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-doctor-'))
})
afterEach(() => rm(folder, { recursive: true }))

const healthy: Partial<Contents> = { traces: [], deadLetters: [] }

async function doctor(change: Partial<Contents>, ...argv: readonly string[]) {
  const { address } = await serve(change)
  return cli(['doctor', ...argv], { env: { PROMONTORY_API: `http://${address}` } })
}

describe('doctor', () => {
  test('is content with a service that has nothing wrong, abstentions notwithstanding', async () => {
    const { code, out } = await doctor(healthy)

    expect(code).toBe(0)
    expect(out).toContain('Nothing needs attention')
    expect(out).toMatch(/^ {2}version +\d+\.\d+\.\d+$/m)
    expect(out).toMatch(/^ {2}support-agent +2 +0 +2 +0 +otel-genai \(2\) +support \(2\)$/m)
    expect(out).toMatch(/^ {2}support-agent +empty_retrieval +result of the retrieval +2 of 2$/m)
  })

  test.each<[string, Partial<Contents>, string]>([
    ['traces that were set aside', { deadLetters: [] }, 'set aside'],
    ['dead letters', { traces: [] }, '3 dead letters'],
    ['no run at all', { ...healthy, runs: [] }, 'no trace was received'],
    [
      'an agent whose runs are mostly incomplete',
      { ...healthy, runs: [someRecord(someRun({ complete: false }))] },
      'support-agent: 1 of 1 runs are incomplete',
    ],
    [
      'sampled runs',
      { ...healthy, runs: [someRecord(someRun({ samplingThreshold: '8' }))] },
      'support-agent: 1 of 1 runs were sampled',
    ],
  ])('says no to %s', async (_, change, line) => {
    const { code, out } = await doctor(change)

    expect(code).toBe(1)
    expect(out).toContain('Needs attention')
    expect(out).toContain(line)
  })

  test('says no to a configuration with faults, and tells all of them', async () => {
    const path = join(folder, 'bad.yaml')
    await writeFile(path, 'run:\n  settle: soon\n  idol: 1m\n')

    const { code, out } = await doctor(healthy, '--config', path)

    expect(code).toBe(1)
    expect(out).toContain('run.settle')
    expect(out).toContain('run.idol')
  })

  test('tells of an endpoint that serve would not open, as there are no keys', async () => {
    const { address } = await serve(healthy)
    const env = { PROMONTORY_API: `http://${address}`, API_ENDPOINT: '0.0.0.0:4319' }

    const { code, out } = await cli(['doctor'], { env })

    expect(code).toBe(1)
    expect(out).toContain('api.endpoint: saw "0.0.0.0:4319" in API_ENDPOINT, expected keys')
  })

  test('says at once that the store is not safe, and at once that it is again', async () => {
    const { address, contents } = await serve(healthy, { monotonicMs: () => 0 })
    const ask = () => cli(['doctor'], { env: { PROMONTORY_API: `http://${address}` } })

    contents.health = { ok: false, reason: 'disk full' }
    const [during, graced] = [await ask(), await fetch(`http://${address}/readyz`)]
    contents.health = { ok: true }

    expect(graced.status).toBe(200)
    expect(during.out).toContain('the service is not ready: disk full')
    expect((await ask()).out).toContain('Nothing needs attention')
  })

  test('tells faults of the configuration also where no service answers', async () => {
    const path = join(folder, 'bad.yaml')
    await writeFile(path, 'run:\n  settle: soon\n')

    const { code, err } = await cli(['doctor', '--api', 'http://127.0.0.1:1', '--config', path])

    expect(code).toBe(3)
    expect(err).toContain('run.settle')
    expect(err).toContain('no answer from http://127.0.0.1:1')
  })

  test('does without the dead letters where the key may not see them', async () => {
    const { address } = await serve(healthy, someKeys())
    const key = (withKey('default-read').authorization ?? '').replace('Bearer ', '')

    const { code, out } = await cli(['doctor', '--api', `http://${address}`, '--key', key])

    expect(code).toBe(0)
    expect(out).toContain('not shown to this key')
  })

  test('as JSON has what needs attention beside everything else', async () => {
    const { code, out } = await doctor({ traces: [] }, '--json')

    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ deadLetters: 3, configFaults: [], attention: [expect.any(String)] })
  })
})
