/**
 * The keys of a tenant's slot, all beginning with `{t:<tenant>}:`. Those of a fixed name, which every script is given, in
 * this order:
 *
 * | key | type | what |
 * | --- | --- | --- |
 * | `absent` | | never there: while the slot is being moved, Redis refuses whoever names it, so that no script is cut in two |
 * | `marks` | hash | number of the last row applied, by partition |
 * | `meta` | hash | counters: changes, patterns, events, and what was lost or found no place |
 * | `patterns` | hash | what does not change of a pattern, by signature, as JSON; its number begins its own keys |
 * | `explanations`, `lessonOf` | hash | of a pattern, by signature |
 * | `byFirst`, `byLast` | zset | signatures by first and last time seen |
 * | `byRuns`, `byCost`, `byRisk` | zset | signatures that have any run, by what lists sort by |
 * | `fleeting` | zset | signatures seen once at most, by first time: those that give way at the cap |
 * | `members` | zset | `<lesson> NUL <signature>` |
 * | `lessonRuns` | zset | lessons that have any run, by runs |
 * | `versions`, `sequences`, `verdicts`, `scorecards`, `decided` | hash | of a lesson |
 * | `dirty` | zset | lessons that wait for a decision, by the change that first made them |
 * | `merges` | hash | the lesson that a lesson became part of |
 * | `gone` | set | lessons that lost their last pattern and may have an open candidate |
 * | `latest` | hash | id of the last candidate, by lesson |
 * | `candidates`, `facets` | hash | by id: the row as JSON; state, scope, agent, signal and lesson |
 * | `opened`, `wakes` | zset | ids by time opened, and by the end of their snooze |
 * | `events` | stream | events that are kept, under `<sequence>-0` |
 * | `sinks` | hash | last event confirmed, by sink |
 * | `letters` | hash | dead letters by `<sequence> <sink>` |
 * | `dead`, `revived` | zset | dead letters by sequence: those that wait, and those pending again |
 * | `agents` | zset | `<scope letter><agent>` by the last time known |
 * | `runs`, `runsByTime` | hash, zset | index of run records |
 * | `runReferences` | hash | patterns that show a run whose trace is forgotten |
 * | `subjects`, `fedHours` | zset, hash | subjects of baselines by their last hour; how many there are of an hour |
 *
 * Keys that scripts make of the slot's beginning and a number or a short hash:
 *
 * | key | type | what | lifetime |
 * | --- | --- | --- | --- |
 * | `p:<number>:sg`, `:fz`, `:ex` | zset, zset, hash | sightings of a pattern; those that can no longer be taken back; what the latest ones explain | with the pattern |
 * | `p:<number>:d`, `a:<agent>:d` | hash | day buckets and their total (`t`) | 100 days after the last write |
 * | `p:<number>:h:<period>`, `a:<agent>:h:<period>` | hash | hour buckets of four days | 17 days |
 * | `p:<number>:m:<period>`, `a:<agent>:m:<period>` | hash | minute buckets of six hours | 20 hours |
 * | `p:<number>:bd:<period>`, `:bh:<period>` | hash | breakdowns of the days of eight days, of the hours of one | 110 days, 11 days |
 * | `p:<number>:v` | hash | variants and severities over all days, and the text of the variants | with the pattern |
 * | `c:<trace>` | hash | patterns that the runs of a trace are counted in, by run | dedupe horizon |
 * | `ra:<agent>`, `ro:<outcome>` | zset | run ids by time | with the runs |
 * | `b:<subject>`, `b:<subject>:<hour>` | hash | hours of a baseline with their runs; the sketches of one | 17 days |
 */
import { type Keys, short } from '../keys.ts'

export const slotKeys = [
  'absent',
  'marks',
  'meta',
  'patterns',
  'explanations',
  'lessonOf',
  'byFirst',
  'byLast',
  'byRuns',
  'byCost',
  'byRisk',
  'fleeting',
  'members',
  'lessonRuns',
  'versions',
  'sequences',
  'verdicts',
  'scorecards',
  'decided',
  'dirty',
  'merges',
  'gone',
  'latest',
  'candidates',
  'facets',
  'opened',
  'wakes',
  'events',
  'sinks',
  'letters',
  'dead',
  'revived',
  'agents',
  'runs',
  'runsByTime',
  'runReferences',
  'subjects',
  'fedHours',
] as const
export type SlotKey = (typeof slotKeys)[number]

/** What a script of the slot is called with. */
export function slotOf(keys: Keys, tenant: string): { readonly keys: readonly string[]; readonly prefix: string } {
  return { keys: slotKeys.map((what) => keys.tenant(tenant, what)), prefix: keys.tenant(tenant, '') }
}

/** Buckets of an owner that share a key, by resolution; the same numbers as in scripts/tenant/shared. */
export const bucketsPerKey = { minute: 360, hour: 96 } as const
export const bucketsPerBreakdown = { hour: 24, day: 8 } as const

/** Name and scope of an agent (or service) as the index has it, and what stands for both in a key. */
export function agentMember(scope: 'agent' | 'service', agent: string): string {
  return `${scope === 'agent' ? 'a' : 's'}${agent}`
}

export function agentKey(scope: 'agent' | 'service', agent: string): string {
  return short(agentMember(scope, agent))
}
