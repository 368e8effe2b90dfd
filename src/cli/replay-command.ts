import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { defaultPolicy } from '../decide/default-policy.ts'
import { findingsLine } from '../replay/findings-line.ts'
import { replay } from '../replay/replay.ts'
import { reportJson, reportText } from '../replay/report.ts'
import { CliFailure, exit } from './exit.ts'

interface Options {
  readonly findings?: string
  readonly json?: true
}

export function replayCommand(): Command {
  return new Command('replay')
    .description('judge OTLP files in a fresh store of its own; a folder stands for its *traces* and *logs* files')
    .argument('<path...>', '.pb, .json or .jsonl, each also .gz, or folders of them')
    .option('--findings <file>', 'write one JSON line per run')
    .option('--json', 'print one document with runs, patterns, lessons, candidates and scorecards')
    .action(async (paths: string[], options: Options) => {
      const result = await replay(paths, { policy: defaultPolicy })
      if (options.findings !== undefined) {
        await writeFile(options.findings, result.records.map((record) => `${findingsLine(record)}\n`).join(''))
      }
      process.stdout.write(options.json ? reportJson(result) : reportText(result))
      if (result.input.refused.length > 0) refusedExit(result.input.refused.length)
    })
}

function refusedExit(refused: number): never {
  throw new CliFailure(`${refused} requests in the input were refused; the rest was judged`, exit.failed)
}
