import { Command, InvalidArgumentError, Option } from 'commander'
import type { Static } from 'typebox'
import { patternSchema } from '../api/shapes/pattern.ts'
import { signals } from '../detect/signals.ts'
import { buckets } from '../finding/finding.ts'
import { type ApiOptions, addApiOptions, apiOf } from './api-options.ts'
import { type Io, processIo } from './io.ts'
import { addListOptions, type ListOptions, listItems } from './list-page.ts'
import { printList } from './print-list.ts'
import { readWhen } from './read-when.ts'
import type { Column } from './table.ts'
import { ofAll, shortTime } from './words.ts'

interface Options extends ApiOptions, ListOptions {
  readonly agent?: string
  readonly signal?: string
  readonly bucket?: string
  readonly lesson?: string
  readonly verdict?: string
  readonly since?: string
  readonly sort?: string
}

export function patternsCommand(io: Io = processIo()): Command {
  const command = new Command('patterns')
    .description('weaknesses that were counted, each as x of y runs of its agent')
    .option('--agent <name>', 'only of this agent')
    .option('--signal <name>', 'only of this signal', knownSignal)
    .addOption(new Option('--bucket <name>', 'only of this bucket').choices(buckets))
    .option('--lesson <id>', 'only of this lesson')
    .addOption(new Option('--verdict <answer>', 'only with this answer of the policy').choices(verdicts))
    .option('--since <when>', 'only seen since then: 24h, 7d, or an RFC 3339 time')
    .addOption(new Option('--sort <by>', 'most first').choices(sorts).default('runs'))
  return addApiOptions(addListOptions(command)).action((options: Options) => list(options, io))
}

/** Told when it is wrong; there are too many for the help. */
function knownSignal(name: string): string {
  const names = signals.map((signal) => signal.name)
  if (names.includes(name)) return name
  throw new InvalidArgumentError(`Allowed choices are ${names.join(', ')}.`)
}

const verdicts = ['promote', 'watch', 'hold']
const sorts = ['runs', 'lastSeen', 'cost', 'risk', 'rise']

async function list(options: Options, io: Io): Promise<void> {
  const { agent, signal, bucket, lesson, verdict, sort, limit, cursor } = options
  const since = options.since === undefined ? undefined : readWhen('--since', options.since, io.nowMs(), 'ago')
  const listed = await listItems(apiOf(options, io), patternSchema, '/api/v1/patterns', {
    ...{ agent, signal, bucket, lesson, verdict, since, sort, limit },
    ...(cursor === undefined ? {} : { cursor }),
  })
  printList(listed, { io, json: options.json === true, columns, nothing: 'no pattern fits' })
}

const columns: readonly Column<Static<typeof patternSchema>>[] = [
  { title: 'SIGNATURE', cell: ({ signature }) => signature, whole: true },
  { title: 'RUNS', cell: ({ runs, agentRuns }) => ofAll(runs, agentRuns), align: 'right', whole: true },
  { title: 'AGENT', cell: ({ agent, scope }) => (scope === 'service' ? `${agent} (service)` : agent) },
  { title: 'SIGNAL', cell: ({ signal }) => signal },
  { title: 'LOCUS', cell: ({ locus }) => locus },
  { title: 'RECOVERY', cell: ({ recovery }) => recovery },
  { title: 'LAST SEEN', cell: ({ lastSeen }) => shortTime(lastSeen), whole: true },
  { title: 'TEMPLATE', cell: ({ template }) => template },
]
