import { Command, Option } from 'commander'
import { candidateSchema } from '../api/shapes/candidate.ts'
import { candidateStates, type ReviewDecision } from '../candidate/candidate.ts'
import { type ApiOptions, addApiOptions, apiOf } from './api-options.ts'
import { CliFailure, exit } from './exit.ts'
import type { Io } from './io.ts'
import { printable, printableJson } from './printable.ts'
import { readWhen } from './read-when.ts'
import { shortTime } from './words.ts'

interface Options extends ApiOptions {
  readonly accept?: true
  readonly reject?: true
  readonly snooze?: string
  readonly merge?: string
  readonly reopen?: true
  readonly reason: string
  readonly expected?: string
}

export function decideCommand(io: Io): Command {
  const command = new Command('decide')
    .description('say what becomes of a candidate: one of --accept, --reject, --snooze, --merge, --reopen')
    .argument('<id>', 'of the candidate')
    .option('--accept', 'it deserves a test')
    .option('--reject', 'it is not a problem')
    .option('--snooze <when>', 'show it again later: 7d, or an RFC 3339 time, at most a year ahead')
    .option('--merge <into>', 'it teaches the same as this candidate; cannot be undone')
    .option('--reopen', 'take a decision back; not a merge')
    .requiredOption('--reason <text>', 'why, for whoever reads it later')
    .addOption(new Option('--expected <state>', 'refuse when it is in another state by now').choices(candidateStates))
  // The command above has options of the same names and takes them first.
  return addApiOptions(command).action((id: string, _: Options, own: Command) => decide(id, own.optsWithGlobals(), io))
}

async function decide(id: string, options: Options, io: Io): Promise<void> {
  const body = { ...decisionOf(options, io.nowMs()), reason: options.reason, ...expectedOf(options) }
  const path = `/api/v1/candidates/${candidateId('ID', id)}/decision`
  const decided = await apiOf(options, io).post(candidateSchema, path, body)
  if (options.json) return io.out(`${printableJson(decided)}\n`)
  const { state, title, snoozedUntil, mergedInto } = decided
  const until = snoozedUntil === null ? '' : ` until ${shortTime(snoozedUntil)}`
  const into = mergedInto === null ? '' : ` into ${mergedInto}`
  io.out(printable(`${id} is ${state}${until}${into}: ${title}`).concat('\n'))
}

interface Decision {
  readonly decision: ReviewDecision
  readonly until?: string
  readonly into?: string
}

function decisionOf({ accept, reject, snooze, merge, reopen }: Options, nowMs: number): Decision {
  const asked: Decision[] = []
  if (accept) asked.push({ decision: 'accept' })
  if (reject) asked.push({ decision: 'reject' })
  if (reopen) asked.push({ decision: 'reopen' })
  if (snooze !== undefined) asked.push({ decision: 'snooze', until: readWhen('--snooze', snooze, nowMs, 'ahead') })
  if (merge !== undefined) asked.push({ decision: 'merge', into: candidateId('--merge', merge) })
  const [only] = asked
  if (only !== undefined && asked.length === 1) return only
  const expected = 'expected exactly one of --accept, --reject, --snooze, --merge, --reopen'
  throw new CliFailure(`${asked.length} decisions were given: ${expected}`, exit.wrongUse)
}

function expectedOf({ expected }: Options): { readonly expected?: string } {
  return expected === undefined ? {} : { expected }
}

function candidateId(what: string, id: string): string {
  if (/^[A-Za-z0-9]{1,64}$/.test(id)) return id
  throw new CliFailure(`${what}: expected the id of a candidate, letters and digits only`, exit.wrongUse)
}
