import { createHash, randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { type Permission, permissions } from '../keys/contract.ts'
import { keyFaults } from '../keys/key-spec.ts'
import { CliFailure, exit } from './exit.ts'
import { type Io, processIo } from './io.ts'
import { printableJson } from './printable.ts'

interface Options {
  readonly tenant: string
  readonly permissions: string
  readonly json?: true
}

export function keysCommand(io: Io = processIo()): Command {
  return new Command('keys')
    .description('make a key: prints its secret, once, and what to put into the configuration')
    .argument('<name>', 'what the key is called, in reviews and logs')
    .option('--tenant <name>', 'whose runs it sends and sees', 'default')
    .option('--permissions <list>', `comma-separated, of ${permissions.join(', ')}`, 'ingest')
    .option('--json', 'print JSON, for programs')
    .action((name: string, options: Options) => makeKey(name, options, io))
}

/** Nothing is asked of a service and nothing is kept: a key is known by being in the configuration. */
function makeKey(name: string, { tenant, json, ...options }: Options, io: Io): void {
  const secret = `prm_${randomBytes(32).toString('base64url')}`
  const hash = `sha256:${createHash('sha256').update(secret).digest('hex')}`
  const key = { name, tenant, permissions: readPermissions(options.permissions), hash }
  const [fault] = keyFaults([key])
  if (fault !== undefined) {
    throw new CliFailure(`${fault.path.replace('keys[0].', '')}: expected ${fault.expected}`, exit.wrongUse)
  }
  io.out(json ? `${printableJson({ secret, key })}\n` : snippet(secret, key))
}

function readPermissions(list: string): readonly Permission[] {
  const names = list.split(',').map((name) => name.trim())
  const known = names.flatMap((name) => permissions.find((permission) => permission === name) ?? [])
  if (known.length === names.length) return [...new Set(known)]
  throw new CliFailure(`--permissions: expected some of ${permissions.join(', ')}, with commas between`, exit.wrongUse)
}

interface MadeKey {
  readonly name: string
  readonly tenant: string
  readonly permissions: readonly Permission[]
  readonly hash: string
}

/** Names are quoted: `true` and `1.0` are names as well. */
function snippet(secret: string, { name, tenant, permissions, hash }: MadeKey): string {
  return `secret, shown only now (Authorization: Bearer SECRET, or x-api-key: SECRET):

${secret}

for promontory.yaml:

keys:
  - name: "${name}"
    tenant: "${tenant}"
    permissions: [${permissions.join(', ')}]
    hash: ${hash}
`
}
