import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exportStateCommand } from '../../src/cli/export-state-command.ts'
import { importStateCommand } from '../../src/cli/import-state-command.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { openCandidate, tenant } from '../store/builders.ts'
import { memoryIo } from './cli.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-move-'))
  for (const name of ['old', 'new']) {
    await writeFile(join(folder, `${name}.yaml`), `store:\n  path: ${join(folder, name)}.db\n`)
  }
})
afterEach(() => rm(folder, { recursive: true }))

const times = { settleMs: 15_000, idleMs: 900_000 }

async function ran(command: typeof exportStateCommand, file: string, store: 'old' | 'new', quiet = false) {
  const { io, written } = memoryIo()
  const args = [join(folder, file), '--config', join(folder, `${store}.yaml`), ...(quiet ? ['--quiet'] : [])]
  await command(io).parseAsync(args, { from: 'user' })
  return written()
}

describe('export-state and import-state', () => {
  test('move a store from one configuration to another, and tell what and how far', async () => {
    const old = await openEmbeddedStore({ path: join(folder, 'old.db'), ...times })
    const candidate = await openCandidate(old, 'a')
    await old.close()

    const exported = await ran(exportStateCommand, 'state.gz', 'old')
    const imported = await ran(importStateCommand, 'state.gz', 'new')

    expect(exported.out).toContain('1 trace, 0 runs, 1 pattern, 1 candidate')
    expect(exported.err).toContain('exporting 2/2 traces and patterns')
    expect(imported.out).toContain('1 trace, 0 runs, 1 pattern, 1 candidate')
    expect(imported.err).toContain('importing ')
    const moved = await openEmbeddedStore({ path: join(folder, 'new.db'), ...times })
    try {
      expect(await moved.candidates.get(tenant, candidate.id)).toEqual(candidate)
    } finally {
      await moved.close()
    }
  })

  test('are quiet when asked', async () => {
    await (await openEmbeddedStore({ path: join(folder, 'old.db'), ...times })).close()

    expect((await ran(exportStateCommand, 'state.gz', 'old', true)).err).toBe('')
    expect((await ran(importStateCommand, 'state.gz', 'new', true)).err).toBe('')
  })

  test('fail with words on a store or a file that is not there, and write nothing', async () => {
    await expect(ran(exportStateCommand, 'state.gz', 'old')).rejects.toThrow('is not there: expected a store')
    await expect(ran(importStateCommand, 'state.gz', 'new')).rejects.toThrow('is not there')
    await expect(ran(exportStateCommand, 'none/state.gz', 'old')).rejects.toThrow('expected a folder that exists')
  })
})
