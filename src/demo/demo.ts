import type { ShownCandidate, ShownScorecard } from './ask-api.ts'
import { type Capture, captures } from './captures.ts'
import { sendAll } from './send-all.ts'
import { type ClientTally, tallyLine } from './tally.ts'
import { watch } from './watch.ts'

export interface DemoOptions {
  /** `host:port` of a running Promontory. */
  readonly grpc: string
  readonly http: string
  readonly api: string
  readonly progress: (line: string) => void
  readonly fetch: typeof fetch
  /** What to send; all that is bundled unless given. */
  readonly captures?: readonly Capture[]
  /** How long to wait for a candidate after everything was sent; 90 s unless given. */
  readonly deadlineMs?: number
}

export type DemoReport =
  | {
      readonly ok: true
      readonly clients: readonly ClientTally[]
      readonly candidate: ShownCandidate
      readonly scorecard: ShownScorecard
    }
  | { readonly ok: false; readonly reason: string; readonly clients: readonly ClientTally[] }

/** Sends captures of real agent frameworks, fresh, through real exporters, and waits for what comes of them. */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const sent = await sendAll({ ...options, captures: options.captures ?? captures })
  const seen = await watch({ ...options, deadlineMs: options.deadlineMs ?? 90_000 }, sent)
  for (const client of seen.clients) options.progress(tallyLine(client))
  for (const { title, runs } of seen.candidates) options.progress(`candidate: ${title}, ${runs} runs`)
  const missing = seen.clients.filter(({ runs }) => runs === 0).map(({ client }) => client)
  const [candidate] = [...seen.candidates].sort(mostTelling)
  if (candidate === undefined) return { ok: false, reason: 'no candidate was raised in time', clients: seen.clients }
  if (missing.length > 0)
    return { ok: false, reason: `no run was seen of ${missing.join(', ')}`, clients: seen.clients }
  return { ok: true, clients: seen.clients, candidate, scorecard: candidate.scorecard }
}

/** First the one that passes most criteria, then the one seen most often. */
function mostTelling(a: ShownCandidate, b: ShownCandidate): number {
  return passes(b) - passes(a) || b.runs - a.runs || (a.title < b.title ? -1 : 1)
}

function passes({ scorecard }: ShownCandidate): number {
  return scorecard.criteria.filter(({ verdict }) => verdict === 'pass').length
}
