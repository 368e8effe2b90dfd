export type Floor = 'nouns' | 'judgement' | 'contracts' | 'flows' | 'edges' | 'wiring'

/** Which folder of src (or file, where it differs from its folder) stands on which floor. The longest match counts. */
export const places: readonly (readonly [path: string, floor: Floor])[] = [
  ['span', 'nouns'],
  ['run', 'nouns'],
  ['finding', 'nouns'],
  ['pattern', 'nouns'],
  ['candidate', 'nouns'],
  ['decode', 'judgement'],
  ['normalize', 'judgement'],
  ['assemble', 'judgement'],
  ['detect', 'judgement'],
  ['sign', 'judgement'],
  ['count', 'judgement'],
  // What is counted, and in which units, is arithmetic that every store engine shares.
  ['count/ledger-units.ts', 'contracts'],
  ['count/breakdown-bounds.ts', 'contracts'],
  ['count/units.ts', 'contracts'],
  ['count/whole-ms.ts', 'contracts'],
  ['decide', 'judgement'],
  ['keys', 'judgement'],
  // What a key looks like in the configuration is plain data.
  ['keys/key-spec.ts', 'contracts'],
  ['prices', 'judgement'],
  // What a policy is and what it is by default is plain data that the configuration starts from.
  ['decide/policy.ts', 'contracts'],
  ['decide/default-policy.ts', 'contracts'],
  ['detect/write-docs.ts', 'wiring'],
  ['flow', 'flows'],
  ['otlp', 'edges'],
  ['store', 'edges'],
  ['api', 'edges'],
  ['deliver', 'edges'],
  ['config', 'edges'],
  ['telemetry', 'edges'],
  ['demo', 'edges'],
  ['threads', 'edges'],
  ['version.ts', 'edges'],
  ['decode-worker', 'wiring'],
  ['analyze-worker', 'wiring'],
  ['verify', 'wiring'],
  ['replay', 'wiring'],
  ['cli', 'wiring'],
  ['app.ts', 'wiring'],
  ['open-store.ts', 'wiring'],
  ['main.ts', 'wiring'],
]

/** What each floor may know. An edge never knows a flow: it is handed the function to call. */
export const mayKnow: Readonly<Record<Floor, readonly Floor[]>> = {
  nouns: ['nouns'],
  judgement: ['nouns', 'judgement', 'contracts'],
  contracts: ['nouns', 'contracts'],
  flows: ['nouns', 'judgement', 'contracts', 'flows'],
  edges: ['nouns', 'contracts', 'edges'],
  wiring: ['nouns', 'judgement', 'contracts', 'flows', 'edges', 'wiring'],
}

/** Floors that get time, ids and chance as arguments, and the only modules of Node they may use: hashing and bytes. */
export const pureFloors: ReadonlySet<Floor> = new Set(['nouns', 'judgement', 'contracts', 'flows'])
export const pureModules: ReadonlySet<string> = new Set(['node:crypto', 'node:buffer'])

/** The floor of a path inside of src; null when the table does not name its folder. */
export function floorOf(path: string): Floor | null {
  if (path.endsWith('/contract.ts')) return 'contracts'
  const matches = places.filter(([place]) => path === place || path.startsWith(`${place}/`))
  const [longest] = [...matches].sort(([a], [b]) => b.length - a.length)
  return longest?.[1] ?? null
}
