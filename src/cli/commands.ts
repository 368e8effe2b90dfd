import type { Command } from 'commander'
import type { Io } from './io.ts'

type Load = (io: Io) => Promise<Command>

/** Every command, in the order of the help. Each loads what it needs when it is asked for: a question should start fast. */
const loaders: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['serve', async () => (await import('./serve-command.ts')).serveCommand()],
  ['demo', async () => (await import('./demo-command.ts')).demoCommand()],
  ['replay', async (io) => (await import('./replay-command.ts')).replayCommand(io)],
  ['patterns', async (io) => (await import('./patterns-command.ts')).patternsCommand(io)],
  ['candidates', async (io) => (await import('./candidates-command.ts')).candidatesCommand(io)],
  ['explain', async (io) => (await import('./explain-command.ts')).explainCommand(io)],
  ['doctor', async (io) => (await import('./doctor-command.ts')).doctorCommand(io)],
  ['sinks', async (io) => (await import('./sinks-command.ts')).sinksCommand(io)],
  ['keys', async (io) => (await import('./keys-command.ts')).keysCommand(io)],
  ['export-state', async (io) => (await import('./export-state-command.ts')).exportStateCommand(io)],
  ['import-state', async (io) => (await import('./import-state-command.ts')).importStateCommand(io)],
  ['verify', async () => (await import('./verify-command.ts')).verifyCommand()],
])

/** The one that the arguments name; every one where they name none, as help and suggestions need them all. */
export async function commandsFor([name = '']: readonly string[], io: Io): Promise<readonly Command[]> {
  const named = loaders.get(name)
  return named === undefined ? allCommands(io) : [await named(io)]
}

export async function allCommands(io: Io): Promise<readonly Command[]> {
  return Promise.all([...loaders.values()].map((load) => load(io)))
}
