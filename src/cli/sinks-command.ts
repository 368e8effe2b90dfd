import { Command } from 'commander'
import Type from 'typebox'
import { type ApiOptions, addApiOptions, apiOf } from './api-options.ts'
import { type DeadLetter, deadLetterShape, deadLettersPath } from './dead-letters.ts'
import { CliFailure, exit } from './exit.ts'
import { type Io, processIo } from './io.ts'
import { addListOptions, type ListOptions, listItems } from './list-page.ts'
import { printableJson } from './printable.ts'
import { type Column, table } from './table.ts'
import { wholeNumber } from './whole-number.ts'
import { counted, shortTime } from './words.ts'

interface ListedSinks extends ApiOptions, ListOptions {
  readonly sink?: string
}

export function sinksCommand(io: Io = processIo()): Command {
  const command = new Command('sinks')
    .description('events that sinks could not be told (dead letters); `replay` makes them pending again')
    .option('--sink <name>', 'only of this sink')
  return addApiOptions(addListOptions(command))
    .addCommand(replaySinkCommand(io))
    .action((options: ListedSinks) => list(options, io))
}

/** None is the good answer here, so it is no failure. */
async function list(options: ListedSinks, io: Io): Promise<void> {
  const { sink, limit, cursor } = options
  const from = cursor === undefined ? {} : { cursor }
  const listed = await listItems(apiOf(options, io), deadLetterShape, deadLettersPath, { sink, limit, ...from })
  if (options.json) return io.out(`${printableJson(listed)}\n`)
  if (listed.items.length === 0) return io.out('no dead letters: every sink was told everything\n')
  io.out(table(columns, listed.items, io))
  if (listed.nextCursor !== null) io.note(`${listed.items.length} shown, there are more (--limit)\n`)
}

function replaySinkCommand(io: Io): Command {
  const command = new Command('replay')
    .description('make the dead letters of a sink pending again')
    .argument('<sink>', 'name of the sink')
    .option('--sequence <n>', 'only the event of this sequence', wholeNumber(1, Number.MAX_SAFE_INTEGER))
  return addApiOptions(command).action((sink: string, _: ReplayOptions, own: Command) =>
    replay(sink, own.optsWithGlobals(), io),
  )
}

interface ReplayOptions extends ApiOptions {
  readonly sequence?: number
}

const replayedShape = Type.Object({ replayed: Type.Integer() })

async function replay(sink: string, options: ReplayOptions, io: Io): Promise<void> {
  const { sequence } = options
  const body = { sink, ...(sequence === undefined ? {} : { sequence }) }
  const answer = await apiOf(options, io).post(replayedShape, `${deadLettersPath}/replay`, body)
  if (options.json) io.out(`${printableJson(answer)}\n`)
  else if (answer.replayed > 0) io.out(`${counted(answer.replayed, 'event')} will be delivered again\n`)
  if (answer.replayed === 0) throw new CliFailure('that sink has no dead letters', exit.no)
}

const columns: readonly Column<DeadLetter>[] = [
  { title: 'SINK', cell: ({ sink }) => sink },
  { title: 'SEQUENCE', cell: ({ sequence }) => String(sequence), align: 'right', whole: true },
  { title: 'TYPE', cell: ({ type }) => type },
  { title: 'CANDIDATE', cell: ({ candidateId }) => candidateId, whole: true },
  { title: 'ATTEMPTS', cell: ({ attempts }) => String(attempts), align: 'right', whole: true },
  { title: 'GIVEN UP', cell: ({ diedAt }) => shortTime(diedAt), whole: true },
  { title: 'REASON', cell: ({ reason }) => reason },
]
