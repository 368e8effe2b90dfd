import { Command, CommanderError } from 'commander'
import { version } from '../version.ts'
import { commandsFor } from './commands.ts'
import { CliFailure, type ExitCode, exit } from './exit.ts'
import { type Io, processIo } from './io.ts'

/** Runs the command line; answers the exit code once everything that was started has ended. */
export async function runCommands(argv: readonly string[], io: Io = processIo()): Promise<ExitCode> {
  const program = new Command('promontory')
    .description('Finds what is weak in agent runs, counts how often it recurs and says when to promote it.')
    .version(version, '-V, --version', 'print the version')
  for (const command of await commandsFor(argv, io)) program.addCommand(command)
  for (const command of withNested(program)) prepare(command, io)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exit.fine
  } catch (error) {
    return failure(error, io)
  }
}

function withNested(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withNested)]
}

function prepare(command: Command, io: Io): void {
  command
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.note(text) })
}

function failure(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.fine : exit.wrongUse
  io.note(`promontory: ${error instanceof Error ? error.message : String(error)}\n`)
  return error instanceof CliFailure ? error.code : exit.failed
}
