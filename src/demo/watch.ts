import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, askCandidates, askRuns, type ShownCandidate } from './ask-api.ts'
import type { Sent } from './send-all.ts'
import { type ClientTally, tally } from './tally.ts'

export interface Seen {
  readonly clients: readonly ClientTally[]
  readonly candidates: readonly ShownCandidate[]
}

export interface WatchOptions {
  readonly api: string
  readonly progress: (line: string) => void
  readonly fetch: typeof fetch
  readonly deadlineMs: number
}

const pollMs = 500
/** So long nothing new may appear before the demo says that this was all. */
const quietPolls = 8

/** Until every client shows runs, a candidate is open and nothing new appears; at the latest until the deadline. */
export async function watch(options: WatchOptions, sent: Sent): Promise<Seen> {
  const api: Api = { base: `http://${options.api}`, fetch: options.fetch }
  const clients = [...new Set(sent.values())]
  const pollsMax = Math.ceil(options.deadlineMs / pollMs)
  let seen = await look(api, clients, sent)
  for (let poll = 0, quiet = 0; poll < pollsMax && !(quiet >= quietPolls && isEnough(seen)); poll++) {
    await sleep(pollMs)
    const now = await look(api, clients, sent)
    quiet = runsOf(now) === runsOf(seen) ? quiet + 1 : 0
    if (quiet === 0) options.progress(`${runsOf(now)} runs, ${now.candidates.length} candidates`)
    seen = now
  }
  return seen
}

async function look(api: Api, clients: readonly string[], sent: Sent): Promise<Seen> {
  const [runs, shown] = await Promise.all([askRuns(api), askCandidates(api)])
  return { clients: tally(clients, sent, runs), candidates: shown.filter(({ state }) => state === 'open') }
}

function isEnough(seen: Seen): boolean {
  return seen.candidates.length > 0 && seen.clients.every(({ runs }) => runs > 0)
}

function runsOf(seen: Seen): number {
  return seen.clients.reduce((sum, { runs }) => sum + runs, 0)
}
