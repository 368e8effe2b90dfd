import type { ShownRun } from './ask-api.ts'

/** What became visible of one client. */
export interface ClientTally {
  readonly client: string
  readonly runs: number
  /** Signal to number of runs that show it, most frequent first. */
  readonly findings: readonly { readonly signal: string; readonly runs: number }[]
}

/** Runs per client, told apart by the traces that were sent. A run that nobody sent belongs to nobody. */
export function tally(
  clients: readonly string[],
  clientOfTrace: ReadonlyMap<string, string>,
  runs: readonly ShownRun[],
): readonly ClientTally[] {
  const owned = runs.map((run) => ({ run, client: ownerOf(run, clientOfTrace) }))
  return clients.map((client) => {
    const own = owned.filter((entry) => entry.client === client).map(({ run }) => run)
    return { client, runs: own.length, findings: countSignals(own) }
  })
}

function ownerOf(run: ShownRun, clientOfTrace: ReadonlyMap<string, string>): string | undefined {
  return run.traceIds.map((traceId) => clientOfTrace.get(traceId)).find((client) => client !== undefined)
}

function countSignals(runs: readonly ShownRun[]): ClientTally['findings'] {
  const counts = new Map<string, number>()
  for (const { findings } of runs)
    for (const signal of new Set(findings.map((finding) => finding.signal)))
      counts.set(signal, (counts.get(signal) ?? 0) + 1)
  return [...counts]
    .map(([signal, count]) => ({ signal, runs: count }))
    .sort((a, b) => b.runs - a.runs || (a.signal < b.signal ? -1 : 1))
}

export function tallyLine({ client, runs, findings }: ClientTally): string {
  const found = findings.map((finding) => `${finding.signal}×${finding.runs}`).join(', ')
  return `${client}: ${runs} runs${found === '' ? ', nothing found' : `, found ${found}`}`
}
