import type { Command } from 'commander'
import { candidatesCommand } from './candidates-command.ts'
import { demoCommand } from './demo-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { explainCommand } from './explain-command.ts'
import { exportStateCommand } from './export-state-command.ts'
import { importStateCommand } from './import-state-command.ts'
import { type Io, processIo } from './io.ts'
import { keysCommand } from './keys-command.ts'
import { patternsCommand } from './patterns-command.ts'
import { replayCommand } from './replay-command.ts'
import { serveCommand } from './serve-command.ts'
import { sinksCommand } from './sinks-command.ts'
import { verifyCommand } from './verify-command.ts'

/** Every command, in the order of the help. */
export function commands(io: Io = processIo()): readonly Command[] {
  return [
    serveCommand(),
    demoCommand(),
    replayCommand(io),
    patternsCommand(io),
    candidatesCommand(io),
    explainCommand(io),
    doctorCommand(io),
    sinksCommand(io),
    keysCommand(io),
    exportStateCommand(io),
    importStateCommand(io),
    verifyCommand(),
  ]
}
