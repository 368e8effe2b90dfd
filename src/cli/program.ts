import { Command, CommanderError } from 'commander'
import { demoCommand } from './demo-command.ts'
import { CliFailure, type ExitCode, exit } from './exit.ts'
import { replayCommand } from './replay-command.ts'
import { serveCommand } from './serve-command.ts'

/** Runs the command line; answers the exit code once everything that was started has ended. */
export async function runCli(argv: readonly string[]): Promise<ExitCode> {
  const program = new Command('promontory')
    .description('Finds what is weak in agent runs, counts how often it recurs and says when to promote it.')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError()
  for (const command of [serveCommand(), replayCommand(), demoCommand()]) program.addCommand(command)
  for (const command of [program, ...program.commands]) command.exitOverride()
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exit.fine
  } catch (error) {
    return failure(error)
  }
}

function failure(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.fine : exit.wrongUse
  if (error instanceof CliFailure) {
    process.stderr.write(`promontory: ${error.message}\n`)
    return error.code
  }
  process.stderr.write(`promontory: ${error instanceof Error ? error.message : String(error)}\n`)
  return exit.failed
}
