import { Command, Option } from 'commander'
import type { Static } from 'typebox'
import { candidateSchema } from '../api/shapes/candidate.ts'
import { candidateStates } from '../candidate/candidate.ts'
import { type ApiOptions, addApiOptions, apiOf } from './api-options.ts'
import { decideCommand } from './decide-command.ts'
import { type Io, processIo } from './io.ts'
import { addListOptions, type ListOptions, listItems } from './list-page.ts'
import type { Color } from './paint.ts'
import { printList } from './print-list.ts'
import type { Column } from './table.ts'
import { ofAll, shortTime } from './words.ts'

interface Options extends ApiOptions, ListOptions {
  readonly state?: string
  readonly agent?: string
}

export function candidatesCommand(io: Io = processIo()): Command {
  const command = new Command('candidates')
    .description('lessons that a person should look at, latest opened first; `decide` says what becomes of one')
    .addOption(new Option('--state <state>', 'only in this state').choices(candidateStates))
    .option('--agent <name>', 'only of this agent')
  return addApiOptions(addListOptions(command))
    .addCommand(decideCommand(io))
    .action((options: Options) => list(options, io))
}

async function list(options: Options, io: Io): Promise<void> {
  const { state, agent, limit, cursor } = options
  const listed = await listItems(apiOf(options, io), candidateSchema, '/api/v1/candidates', {
    ...{ state, agent, limit },
    ...(cursor === undefined ? {} : { cursor }),
  })
  printList(listed, { io, json: options.json === true, columns, nothing: 'no candidate fits' })
}

const columns: readonly Column<Static<typeof candidateSchema>>[] = [
  { title: 'CANDIDATE', cell: ({ id }) => id, whole: true },
  { title: 'STATE', cell: ({ state }) => state, whole: true, color: ({ state }) => stateColors.get(state) ?? null },
  { title: 'RUNS', cell: ({ runs, agentRuns }) => ofAll(runs, agentRuns), align: 'right', whole: true },
  { title: 'SOURCES', cell: ({ sources }) => String(sources), align: 'right', whole: true },
  { title: 'OPENED', cell: ({ openedAt }) => shortTime(openedAt), whole: true },
  { title: 'TITLE', cell: ({ title }) => title },
  { title: 'TEMPLATE', cell: ({ template }) => template },
]

const stateColors: ReadonlyMap<string, Color> = new Map([
  ['open', 'yellow'],
  ['regressed', 'red'],
  ['protected', 'green'],
])
