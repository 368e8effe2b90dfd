import type { Io } from '../../src/cli/io.ts'
import { runCommands } from '../../src/cli/run-commands.ts'
import { nowMs } from '../decide/evidence.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** The command line of this process, as if on no terminal; every test of one command asks it. */
export async function cli(argv: readonly string[], change: Partial<Io> = {}): Promise<Ran> {
  const { io, written } = memoryIo(change)
  const code = await runCommands(argv, io)
  return { code, ...written() }
}

/** Surroundings that remember what was written. */
export function memoryIo(change: Partial<Io> = {}) {
  const texts = { out: '', err: '' }
  const io: Io = {
    out: (text) => {
      texts.out += text
    },
    note: (text) => {
      texts.err += text
    },
    ...{ env: {}, colors: false, columns: null, noteOverwrites: false, nowMs: () => nowMs },
    ...change,
  }
  return { io, written: () => ({ ...texts }) }
}
