import { Command } from 'commander'
import { importEmbeddedState } from '../store/embedded/state/import-state.ts'
import { importRedisState } from '../store/redis/state/import-state.ts'
import type { Imported, StateCounts, StateRecord } from '../store/state.ts'
import { checkStateFile, openStateFile } from '../store/state-file.ts'
import { toldCounts } from './export-state-command.ts'
import { type Io, processIo } from './io.ts'
import { noProgress, type Progress, startProgress } from './progress.ts'
import { readConfig } from './read-config.ts'
import { nameOf, type StateOf, stateOf } from './state-options.ts'
import { counted } from './words.ts'

interface Options {
  readonly config?: string
  readonly quiet?: true
}

export function importStateCommand(io: Io = processIo()): Command {
  return new Command('import-state')
    .description('fill an empty store with what export-state wrote; the service has to be stopped')
    .argument('<file>', 'as export-state wrote it, from either engine')
    .option('--config <file>', 'configuration file that names the store (or PROMONTORY_CONFIG)')
    .option('--quiet', 'do not tell how far it has come')
    .action((file: string, options: Options) => importState(file, options, io))
}

/** The file is read to its end before anything is written. */
async function importState(file: string, { config, quiet }: Options, io: Io): Promise<void> {
  const of = stateOf(readConfig(config))
  const { header, counts } = await checkStateFile(file)
  const progress = quiet ? noProgress : startProgress(io, 'importing')
  try {
    const { records } = await openStateFile(file)
    const imported = await importInto(of, header.madeMs, told(records, counts, progress))
    progress.end()
    io.out(`${nameOf(of)}: ${toldCounts(counts)} from ${file}\n`)
    noteUnnamed(imported, io)
  } finally {
    progress.end()
  }
}

function importInto(of: StateOf, madeMs: number, records: AsyncIterable<StateRecord>): Promise<Imported> {
  if (of.engine === 'redis') return importRedisState(of.options, records)
  return importEmbeddedState({ path: of.path, madeMs }, records)
}

async function* told(
  records: AsyncIterable<StateRecord>,
  counts: StateCounts,
  progress: Progress,
): AsyncGenerator<StateRecord> {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  let done = 0
  for await (const record of records) {
    done += 1
    if (done % 100 === 0 || done === all) progress.update(done, all, 'records')
    yield record
  }
}

function noteUnnamed({ unnamedBaselines }: Imported, io: Io): void {
  if (unnamedBaselines === 0) return
  const hours = counted(unnamedBaselines, 'hour')
  io.note(`left out ${hours} of baselines of versions that have not run for a week: Redis keeps no name of them\n`)
}
