import { Command } from 'commander'
import { exportEmbeddedState } from '../store/embedded/state/export-state.ts'
import { exportRedisState } from '../store/redis/state/export-state.ts'
import type { StateCounts, StateRecord } from '../store/state.ts'
import { writeStateFile } from '../store/state-file.ts'
import { type Io, processIo } from './io.ts'
import { noProgress, type Progress, startProgress } from './progress.ts'
import { readConfig } from './read-config.ts'
import { nameOf, type StateOf, stateOf } from './state-options.ts'
import { counted } from './words.ts'
import { requireWritable } from './write-output.ts'

interface Options {
  readonly config?: string
  readonly quiet?: true
}

export function exportStateCommand(io: Io = processIo()): Command {
  return new Command('export-state')
    .description('write all that the store holds to a file that any engine can import; the service has to be stopped')
    .argument(
      '<file>',
      'a new file, of gzipped JSON lines; it holds the fingerprint key, so keep it as the store is kept',
    )
    .option('--config <file>', 'configuration file that names the store (or PROMONTORY_CONFIG)')
    .option('--quiet', 'do not tell how far it has come')
    .action((file: string, options: Options) => exportState(file, options, io))
}

async function exportState(file: string, { config, quiet }: Options, io: Io): Promise<void> {
  const of = stateOf(readConfig(config))
  await requireWritable('the file', file)
  const progress = quiet ? noProgress : startProgress(io, 'exporting')
  try {
    const counts = await writeStateFile(file, { engine: of.engine, madeMs: io.nowMs() }, told(recordsOf(of), progress))
    progress.end()
    io.out(`${file}: ${toldCounts(counts)} from ${nameOf(of)}\n`)
  } finally {
    progress.end()
  }
}

function recordsOf(of: StateOf): AsyncIterable<StateRecord> {
  return of.engine === 'embedded' ? exportEmbeddedState({ path: of.path }) : exportRedisState(of.options)
}

async function* told(records: AsyncIterable<StateRecord>, progress: Progress): AsyncGenerator<StateRecord> {
  let [done, all] = [0, 0]
  for await (const record of records) {
    if (record.kind === 'store') all = record.traces + record.patterns
    if (record.kind === 'trace' || record.kind === 'pattern') {
      done += 1
      progress.update(done, Math.max(done, all), 'traces and patterns')
    }
    yield record
  }
}

/** Those that people know. */
export function toldCounts(counts: StateCounts): string {
  const of = (kind: keyof StateCounts, noun: string) => counted(counts[kind] ?? 0, noun)
  return [of('trace', 'trace'), of('run', 'run'), of('pattern', 'pattern'), of('candidate', 'candidate')].join(', ')
}
