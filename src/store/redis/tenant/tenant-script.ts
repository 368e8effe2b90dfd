/**
 * The scripts of a tenant's slot. Each is put together of a beginning that names its keys, the shared parts it says it
 * needs, and its own file: Lua in Redis has no modules.
 */
import { readFileSync } from 'node:fs'
import { units } from '../../../count/units.ts'
import { type Script, scriptOf } from '../script.ts'
import { slotKeys } from './tenant-keys.ts'

const folder = new URL('../scripts/tenant/', import.meta.url)

export function tenantScript(name: string, kind: Script['kind'] = 'keeps'): Script {
  const own = readFileSync(new URL(`${name}.lua`, folder), 'utf8')
  const needs = /^--\s+needs: (.+)$/m.exec(own)?.[1]?.split(' ') ?? []
  const flags = /^#!(.+)\n/.exec(own)?.[1]
  const shared = needs.map((part) => readFileSync(new URL(`shared/${part}.lua`, folder), 'utf8'))
  const shebang = flags === undefined ? '#!lua' : `#!lua ${flags}`
  const source = [shebang, beginning, ...shared, own.replace(/^#!.+\n/, '')].join('\n')
  return scriptOf(`tenant/${name}`, source, kind)
}

const beginning = [
  `local K = { ${slotKeys.map((what, index) => `${what} = KEYS[${index + 1}]`).join(', ')} }`,
  'local prefix = ARGV[1]',
  `local severity_unit = ${units.severity.perOne}`,
].join('\n')
