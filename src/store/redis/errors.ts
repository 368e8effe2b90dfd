/**
 * Which failures mean that Redis cannot promise anything now (worth another try, told as StoreUnavailable), and which
 * are bugs. Reasons are words of ours: what Redis or the network said may quote an address or a key.
 */
import { StoreUnavailable } from '../contract.ts'

/** A reply did not come in time; whether the command was done is not known. */
export class NoReply extends Error {
  override readonly name = 'NoReply'
}

/** Fewer replicas have the write than were asked for. */
export class TooFewReplicas extends Error {
  override readonly name = 'TooFewReplicas'
}

/** A script was refused by its slot, which bears no mark, or another store's (scripts/shared/guard.lua). */
export class WrongSlot extends Error {
  override readonly name = 'WrongSlot'
  readonly has: 'none' | 'another'
  constructor(has: 'none' | 'another') {
    super(`a slot that bears ${has === 'none' ? 'no mark' : 'the mark of another store'}`)
    this.has = has
  }
}

/** The refusal that the error of a script tells of, if it does. */
export function wrongSlot(error: unknown): WrongSlot | null {
  const code = error instanceof Error ? codeOf(error.message) : ''
  if (code === 'UNMARKED') return new WrongSlot('none')
  return code === 'FOREIGN' ? new WrongSlot('another') : null
}

const codes: ReadonlyMap<string, string> = new Map([
  ['LOADING', 'Redis is loading its data'],
  ['BUSY', 'Redis is busy with a script'],
  ['READONLY', 'Redis is read-only (a replica)'],
  ['MISCONF', 'Redis cannot write to its disk'],
  ['OOM', 'Redis is out of memory'],
  ['NOREPLICAS', 'Redis has too few replicas'],
  ['CLUSTERDOWN', 'the Redis cluster is down'],
  ['TRYAGAIN', 'the Redis cluster is moving keys'],
  ['MASTERDOWN', 'Redis has lost its primary'],
  ['UNKILLABLE', 'Redis is busy with a script'],
  ['MOVED', 'the Redis cluster is moving keys'],
  ['ASK', 'the Redis cluster is moving keys'],
  ['NOAUTH', 'Redis wants a password'],
  ['WRONGPASS', 'Redis refuses the password'],
  ['NOPERM', 'Redis refuses a command to this user'],
  ['ERR_MAX_CLIENTS', 'Redis has too many clients'],
])

const lost = [
  'Connection is closed',
  "Stream isn't writeable",
  "Cluster isn't ready",
  'Cluster is ended',
  'Failed to refresh slots cache',
  'Too many Cluster redirections',
  'Command aborted',
  'Socket timeout',
  'None of startup nodes is available',
]

/** Why Redis cannot be relied on now; null when the error is something else, a bug. */
export function unavailability(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if (error instanceof StoreUnavailable || error instanceof TooFewReplicas) return error.message
  if (error instanceof NoReply) return 'Redis did not answer in time'
  const code = codes.get(codeOf(error.message))
  if (code !== undefined) return code
  const isLost = lost.some((words) => error.message.startsWith(words)) || isNetworkError(error)
  return isLost ? 'Redis cannot be reached' : null
}

export function isMissingScript(error: unknown): boolean {
  return error instanceof Error && codeOf(error.message) === 'NOSCRIPT'
}

/** A command that this user of Redis may not give. */
export function isForbidden(error: unknown): boolean {
  return error instanceof Error && codeOf(error.message) === 'NOPERM'
}

/** `ERR max number of clients reached` and errors inside of scripts carry their code in other places. */
function codeOf(message: string): string {
  if (message.startsWith('ERR max number of clients')) return 'ERR_MAX_CLIENTS'
  return /^-?([A-Z]+)(?: |$)/.exec(message)?.[1] ?? ''
}

const names = new Set(['MaxRetriesPerRequestError', 'AbortError', 'ClusterAllFailedError'])

function isNetworkError(error: Error): boolean {
  return names.has(error.name) || ('syscall' in error && typeof error.syscall === 'string')
}
