import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { cli } from './cli.ts'

const manifest: { readonly version: string } = JSON.parse(await readFile('package.json', 'utf8'))

test.each(['--version', '-V'])('%s prints what runs here, as package.json says it', async (option) => {
  expect(await cli([option])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
})

test('the help tells of it', async () => {
  expect((await cli(['--help'])).out).toContain('--version')
})
