/** A Lua script: one atomic step of the store, in a file called like its verb. */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface Script {
  readonly name: string
  readonly source: string
  readonly sha: string
  /** `keeps`: what it wrote was promised to somebody; `moves`: losing it costs a little time; `reads`. */
  readonly kind: 'keeps' | 'moves' | 'reads'
}

/** `name`: the file's path under scripts/, without its ending. */
export function loadScript(name: string, kind: Script['kind'] = 'keeps'): Script {
  const source = readFileSync(new URL(`scripts/${name}.lua`, import.meta.url), 'utf8')
  return { name, source, sha: hash('sha1', source), kind }
}
