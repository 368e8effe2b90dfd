/** What the keys of the store are for, so that their memory can be told by that. */
export type KeyKind =
  | 'trace'
  | 'facts'
  | 'ledger'
  | 'run record'
  | 'schedule'
  | 'pattern'
  | 'run index'
  | 'candidate'
  | 'agent and baseline'
  | 'other'

const ofTrace: Readonly<Record<string, KeyKind>> = {
  ...{ t: 'trace', c: 'facts', l: 'ledger', r: 'run record' },
  ...{ due: 'schedule', expiry: 'schedule' },
}

const ofTenant: Readonly<Record<string, KeyKind>> = {
  ...only('pattern', 'p', 'patterns', 'explanations', 'lessonOf', 'byFirst', 'byLast', 'byRuns', 'byCost', 'byRisk'),
  ...only('pattern', 'fleeting', 'members', 'lessonRuns', 'versions', 'sequences', 'verdicts', 'scorecards', 'decided'),
  ...only('run index', 'runs', 'runsByTime', 'runReferences', 'ra', 'ro', 'c', 'calls', 'joins'),
  ...only('candidate', 'latest', 'candidates', 'facets', 'opened', 'wakes', 'events'),
  ...only('agent and baseline', 'agents', 'a', 'b', 'subjects', 'fedHours'),
}

/** By the tables of src/store/redis/keys.ts and tenant/tenant-keys.ts. */
export function kindOf(key: string): KeyKind {
  const tag = key.slice(key.indexOf('{') + 1, key.indexOf('}'))
  const [what = ''] = key.slice(key.indexOf('}') + 2).split(':')
  const kinds = tag.startsWith('t:') ? ofTenant : /^p\d{1,3}$/.test(tag) ? ofTrace : {}
  return kinds[what] ?? 'other'
}

function only(kind: KeyKind, ...names: readonly string[]): Readonly<Record<string, KeyKind>> {
  return Object.fromEntries(names.map((name) => [name, kind]))
}
