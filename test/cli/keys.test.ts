import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { keyTable } from '../../src/keys/key-table.ts'
import { cli } from './cli.ts'

describe('keys', () => {
  test('makes a key that the configuration it prints lets in', async () => {
    const { code, out } = await cli(['keys', 'ci', '--tenant', 'shop', '--permissions', 'ingest,read'])

    const secret = /^prm_[\w-]{43}$/m.exec(out)?.[0] ?? ''
    const { keys } = parse(out.slice(out.indexOf('\nkeys:')))
    expect(code).toBe(0)
    expect(keyTable(keys).find(secret)).toEqual({ name: 'ci', tenant: 'shop', permissions: ['ingest', 'read'] })
    expect(JSON.stringify(keys)).not.toContain(secret)
  })

  test('prints the same as JSON', async () => {
    const { secret, key } = JSON.parse((await cli(['keys', 'ci', '--json'])).out)

    expect(keyTable([key]).find(secret)).toEqual({ name: 'ci', tenant: 'default', permissions: ['ingest'] })
  })

  test('keeps names that YAML would read as something else', async () => {
    const { out } = await cli(['keys', 'true', '--tenant', '1.0'])

    expect(parse(out.slice(out.indexOf('\nkeys:'))).keys[0]).toMatchObject({ name: 'true', tenant: '1.0' })
  })

  test('never makes the same secret twice', async () => {
    expect((await cli(['keys', 'ci'])).out).not.toBe((await cli(['keys', 'ci'])).out)
  })

  test.each([
    [['keys']],
    [['keys', 'a b']],
    [['keys', 'loopback']],
    [['keys', 'ci', '--tenant', '']],
    [['keys', 'ci', '--permissions', 'root']],
    [['keys', 'ci', '--permissions', '']],
  ])('%j is wrong use', async (argv) => {
    expect(await cli(argv)).toMatchObject({ code: 2, out: '' })
  })
})
