/** A command's surroundings; tests hand in their own. */
export interface Io {
  /** The answer: standard output. */
  out(text: string): void
  /** What is said beside it: standard error. */
  note(text: string): void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly colors: boolean
  /** Columns that the answer may take; null where it goes to no terminal and nothing is cut. */
  readonly columns: number | null
  /** Whether a line of standard error can be written over. */
  readonly noteOverwrites: boolean
  nowMs(): number
}

/** The surroundings of this process: colours on a terminal only, and not where NO_COLOR is set. */
export function processIo(): Io {
  const { stdout, stderr, env } = process
  // A reader that has seen enough (`head`) is no failure.
  if (stdout.listenerCount('error', endOnClosedPipe) === 0) stdout.on('error', endOnClosedPipe)
  return {
    out: (text) => void stdout.write(text),
    note: (text) => void stderr.write(text),
    env,
    colors: stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
    columns: stdout.isTTY === true ? stdout.columns : null,
    noteOverwrites: stderr.isTTY === true && env.TERM !== 'dumb',
    nowMs: Date.now,
  }
}

function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit()
  throw error
}
