import { afterEach, expect, it, vi } from 'vitest'
import { exit } from '../../src/cli/exit.ts'
import { verifyCommand } from '../../src/cli/verify-command.ts'

const silence = { writeOut: () => {}, writeErr: () => {} }
const run = (...argv: string[]) =>
  verifyCommand().exitOverride().configureOutput(silence).parseAsync(argv, { from: 'user' })

afterEach(() => {
  vi.unstubAllEnvs()
})

it('kills only a service that it started itself', async () => {
  await expect(run('--target', 'http://127.0.0.1:1', '--kills', '2')).rejects.toMatchObject({ code: exit.wrongUse })
})

it('says that it could not run when the target does not answer', async () => {
  await expect(run('--target', 'http://127.0.0.1:1')).rejects.toMatchObject({ code: exit.failed })
})

it('wants as many addresses of each kind as there are replicas', async () => {
  const targets = ['--target', 'http://127.0.0.1:1,http://127.0.0.1:2']
  await expect(run(...targets, '--grpc', '127.0.0.1:3')).rejects.toMatchObject({ code: exit.wrongUse })
  await expect(run('--target', 'http://127.0.0.1:1,,')).rejects.toThrow('separated by commas')
})

it.each(['-1', 'many', '1e3', '99999999999999999999'])('refuses %s for a number of runs', async (runs) => {
  await expect(run('--runs', runs)).rejects.toThrow('expected a whole number')
})
