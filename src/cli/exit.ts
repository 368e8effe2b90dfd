/** Exit codes of the command line (design, "Interfaces"). */
export const exit = { fine: 0, no: 1, wrongUse: 2, failed: 3 } as const
export type ExitCode = (typeof exit)[keyof typeof exit]

/** A failure that is told in one line on standard error and ends the program with its code. */
export class CliFailure extends Error {
  readonly code: ExitCode

  constructor(message: string, code: ExitCode) {
    super(message)
    this.code = code
  }
}
