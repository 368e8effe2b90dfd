import { Command } from 'commander'
import { defaultPolicy } from '../decide/default-policy.ts'
import { findingsLine } from '../replay/findings-line.ts'
import { type ReplayResult, replay } from '../replay/replay.ts'
import { reportJson } from '../replay/report.ts'
import { CliFailure, exit } from './exit.ts'
import { type Io, processIo } from './io.ts'
import { noProgress, startProgress } from './progress.ts'
import { replayReport } from './replay-report.ts'
import { counted } from './words.ts'
import { requireWritable, writeOutput } from './write-output.ts'

interface Options {
  readonly findings?: string
  readonly json?: true
  readonly quiet?: true
}

export function replayCommand(io: Io = processIo()): Command {
  return new Command('replay')
    .description('judge OTLP files in a fresh store of its own; a folder stands for its *traces* and *logs* files')
    .argument('<path...>', '.pb, .json or .jsonl, each also .gz, or folders of them')
    .option('--findings <file>', 'write one JSON line per run')
    .option('--json', 'print one document with runs, patterns, lessons, candidates and scorecards')
    .option('--quiet', 'do not tell how far it has come')
    .action((paths: string[], options: Options) => judgeFiles(paths, options, io))
}

async function judgeFiles(paths: readonly string[], options: Options, io: Io): Promise<void> {
  const { findings } = options
  if (findings !== undefined) await requireWritable('--findings', findings)
  const result = await replayed(paths, options, io)
  if (findings !== undefined) {
    const lines = result.records.map((record) => `${findingsLine(record)}\n`)
    await writeOutput('--findings', findings, lines.join(''))
  }
  io.out(options.json ? reportJson(result) : replayReport(result, io))
  const { refused } = result.input
  if (refused > 0) {
    throw new CliFailure(`${counted(refused, 'request')} of the input refused; the rest was judged`, exit.failed)
  }
}

async function replayed(paths: readonly string[], { quiet }: Options, io: Io): Promise<ReplayResult> {
  const progress = quiet ? noProgress : startProgress(io, 'reading')
  try {
    return await replay(paths, {
      policy: defaultPolicy,
      progress: ({ file, files, requests }) => progress.update(file, files, `files, ${counted(requests, 'request')}`),
    })
  } finally {
    progress.end()
  }
}
