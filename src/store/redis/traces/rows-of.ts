/** What a commit changes in the tenant's counts, in rows of bounded size: what is taken back first, then what is added. */
import { type AgentRun, difference, ledgerUnits, type Sighting } from '../../../count/ledger-units.ts'
import { wholeMs } from '../../../count/whole-ms.ts'
import type { RunContribution } from '../../../pattern/contribution.ts'
import { bucketStart } from '../../../pattern/window.ts'
import { type Feed, type RowBody, type RunEntry, rowFormat, rowSightingsMax } from '../row.ts'
import type { Ledger } from './ledger.ts'

const agentRunsMax = 2 * rowSightingsMax
const feedsMax = rowSightingsMax
const runsMax = 2 * rowSightingsMax

export function rowsOf(traceId: string, nowMs: number, before: Ledger, after: Ledger): readonly RowBody[] {
  const [was, is] = [ledgerUnits(before.runs), ledgerUnits(after.runs)]
  const sightings = difference(was.sightings, is.sightings)
  const agentRuns = difference(was.agentRuns, is.agentRuns)
  const entries = difference(byId(before.entries), byId(after.entries))
  const stays = new Set(after.entries.map((one) => one.runId))
  const gone: Piece[] = [
    ...pieces('sightingsGone', sightings.gone, rowSightingsMax),
    ...pieces('agentRunsGone', agentRuns.gone, agentRunsMax),
    ...pieces(
      'runsGone',
      entries.gone.map((one) => one.runId).filter((id) => !stays.has(id)),
      runsMax,
    ),
  ]
  const come: Piece[] = [
    ...pieces('sightingsCome', sightings.come, rowSightingsMax),
    ...pieces('agentRunsCome', agentRuns.come, agentRunsMax),
    ...pieces('feeds', feedsOf(before, after), feedsMax),
    ...pieces('runsCome', entries.come, runsMax),
  ]
  const few = sightings.gone.length + sightings.come.length <= rowSightingsMax
  const one = few && [...gone, ...come].every((piece) => piece.index === 0)
  const parts = one ? packed([...gone, ...come]) : [...packed(gone), ...packed(come)]
  return parts.map((part) => rowOf(traceId, nowMs, part))
}

/** The last row of a trace: what it was counted for stays. */
export function forgettingRows(traceId: string, nowMs: number, ledger: Ledger): readonly RowBody[] {
  const ids = new Set([...ledger.runs, ...ledger.entries].map((run) => run.runId))
  const parts = packed(pieces('runsGone', [...ids], runsMax))
  return parts.map((part) => ({ ...rowOf(traceId, nowMs, part), forgotten: true }))
}

export function fedBy(before: Ledger, runs: readonly RunContribution[]): readonly string[] {
  return [...new Set([...before.fed, ...runs.filter((run) => run.measures !== null).map((run) => run.runId)])]
}

interface Parts {
  readonly sightingsGone?: readonly Sighting[]
  readonly sightingsCome?: readonly Sighting[]
  readonly agentRunsGone?: readonly AgentRun[]
  readonly agentRunsCome?: readonly AgentRun[]
  readonly feeds?: readonly Feed[]
  readonly runsGone?: readonly string[]
  readonly runsCome?: readonly RunEntry[]
}

/** One kind of change, no more of it than fits a row; `index` counts the pieces of its kind. */
interface Piece {
  readonly index: number
  readonly parts: Parts
}

function pieces<Kind extends keyof Parts>(kind: Kind, all: NonNullable<Parts[Kind]>, max: number): readonly Piece[] {
  return Array.from({ length: Math.ceil(all.length / max) }, (_, index) => {
    return { index, parts: { [kind]: all.slice(index * max, (index + 1) * max) } }
  })
}

/** The first pieces of all kinds share a row, then the second ones. */
function packed(all: readonly Piece[]): readonly Parts[] {
  return [...Map.groupBy(all, (piece) => piece.index).values()].map((row) =>
    Object.assign({}, ...row.map((piece) => piece.parts)),
  )
}

function rowOf(traceId: string, nowMs: number, parts: Parts): RowBody {
  return {
    format: rowFormat,
    traceId,
    nowMs,
    agentRuns: { gone: parts.agentRunsGone ?? [], come: parts.agentRunsCome ?? [] },
    sightings: { gone: parts.sightingsGone ?? [], come: parts.sightingsCome ?? [] },
    feeds: parts.feeds ?? [],
    runs: { gone: parts.runsGone ?? [], come: parts.runsCome ?? [] },
    forgotten: false,
  }
}

function byId(entries: readonly RunEntry[]): ReadonlyMap<string, RunEntry> {
  return new Map(entries.map((entry) => [entry.runId, entry]))
}

function feedsOf(before: Ledger, after: Ledger): readonly Feed[] {
  const known = new Set(before.fed)
  return after.runs.flatMap((run): readonly Feed[] => {
    if (run.measures === null || known.has(run.runId)) return []
    known.add(run.runId)
    const { runId, agent, agentVersion, service, measures } = run
    return [{ runId, agent, agentVersion, service, hourMs: bucketStart(wholeMs(run.countedAtMs), 'hour'), measures }]
  })
}
