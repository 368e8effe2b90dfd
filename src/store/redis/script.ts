/** A Lua script: one atomic step of the store, in a file called like its verb. */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface Script {
  readonly name: string
  readonly source: string
  readonly sha: string
  /** `keeps`: what it wrote was promised to somebody; `moves`: losing it costs a little time; `reads`. */
  readonly kind: 'keeps' | 'moves' | 'reads'
  /** It refuses slots that are not marked as the opened store's: its last key is the marker, its last argument the id. */
  readonly guarded: boolean
}

const folder = new URL('scripts/', import.meta.url)
const guard = readFileSync(new URL('shared/guard.lua', folder), 'utf8')

/** `name`: the file's path under scripts/, without its ending. */
export function loadScript(name: string, kind: Script['kind'] = 'keeps'): Script {
  return scriptOf(name, readFileSync(new URL(`${name}.lua`, folder), 'utf8'), kind)
}

/** `text` begins with its `#!` line. What may write is guarded, except for what opens a store. */
export function scriptOf(name: string, text: string, kind: Script['kind']): Script {
  const end = text.indexOf('\n') + 1
  const guarded = !name.startsWith('opening/') && !text.slice(0, end).includes('no-writes')
  const source = guarded ? `${text.slice(0, end)}${guard}${text.slice(end)}` : text
  return { name, source, sha: hash('sha1', source), kind, guarded }
}
