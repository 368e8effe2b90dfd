/** What a record of a state file has to look like. Values that only later readers take apart are checked to be there. */
import Type, { type TObject, type TProperties } from 'typebox'
import { dimensions } from '../count/breakdown-bounds.ts'
import { patternScopes } from '../pattern/contribution.ts'
import { measureNames } from '../run/baseline.ts'
import { runOutcomes } from '../run/run.ts'
import { amountNames, type StateKind, tallyNames } from './state.ts'

const text = Type.String()
const amount = Type.Number()
const whole = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, multipleOf: 1 })
const flag = Type.Boolean()
const orNull = <S extends Type.TSchema>(shape: S) => Type.Union([shape, Type.Null()])
const oneOf = (words: readonly string[]) => Type.Union(words.map((word) => Type.Literal(word)))
const eachOf = (names: readonly string[], shape: Type.TSchema) =>
  Type.Object(Object.fromEntries(names.map((name) => [name, shape])))
const hex = Type.String({ pattern: '^(?:[0-9a-f]{2}){1,32}$' })
const shortKey = Type.String({ pattern: '^[A-Za-z0-9_-]{16}$' })
const scope = oneOf(patternScopes)
const resolution = oneOf(['minute', 'hour', 'day'])

const excess = eachOf(['usd', 'tokens', 'seconds', 'calls', 'approvals'], amount)
const contribution = Type.Object({
  ...{ runId: text, agent: text, agentVersion: orNull(text), service: text, countedAtMs: amount, outcome: text },
  ...{ release: orNull(text), source: orNull(text), measures: orNull(eachOf(measureNames, orNull(amount))) },
  patterns: Type.Array(
    Type.Object({
      ...{ scope, signature: text, lesson: text, signal: text, bucket: text, locus: text, template: text },
      ...{ recovery: text, severity: amount, excess, risks: Type.Array(text), completeness: amount },
      ...{ trajectory: text, explanation: text },
    }),
  ),
})
const outcome = oneOf(runOutcomes)
const runRecord = Type.Object({
  run: Type.Object({ id: text, tenant: text, traceId: text, agent: text, outcome }),
  ...{ findings: Type.Array(Type.Object({})), abstentions: Type.Array(Type.Object({})) },
  ...{ completeness: amount, countedAtMs: amount, skewed: flag },
})
const candidate = Type.Object({
  ...{ tenant: text, id: text, lesson: text, sequence: whole, state: text, scope, agent: text, signal: text },
  ...{ runs: amount, reviews: Type.Array(Type.Object({})), snoozedUntilMs: orNull(whole), openedAtMs: whole },
})
const sketch = Type.Object({ zeros: whole, buckets: Type.Array(Type.Tuple([amount, whole])) })
const traceNumbers = {
  ...{ wantedMs: whole, epoch: whole, attempts: whole, chunks: whole, analyzed: whole, spans: whole, facts: whole },
  ...{ bytes: whole, cut: whole, openedMs: whole, firstReceivedMs: whole, lastReceivedMs: whole },
  ...{ dueMs: orNull(whole), committedMs: orNull(whole) },
}
const agentCounts = Type.Array(Type.Tuple([whole, whole, whole]))

const properties: Readonly<Record<StateKind, TProperties>> = {
  store: { fingerprintKey: Type.String({ pattern: '^[0-9a-f]{64}$' }), traces: whole, patterns: whole },
  tenant: { tenant: text, events: whole, changes: whole, tallies: eachOf(tallyNames, whole) },
  sink: { sink: text },
  trace: {
    ...{ tenant: text, traceId: text, state: oneOf(['open', 'settled', 'quarantined']), ...traceNumbers },
    ...{ again: flag, rootEnded: flag, expired: flag, head: orNull(text), noRun: orNull(text), failure: orNull(text) },
    ...{ refused: orNull(hex), pending: Type.Array(text), awaited: Type.Array(text) },
    ...{ ledger: Type.Array(contribution), fed: Type.Array(text) },
    entries: Type.Array(Type.Object({ runId: text, agent: text, outcome, countedMs: whole })),
  },
  chunk: { tenant: text, traceId: text, sequence: whole, digest: hex, cut: whole, text },
  run: { tenant: text, traceId: text, frozen: flag, record: runRecord },
  agent: {
    ...{ tenant: text, scope, agent: text, lastMs: whole },
    counts: eachOf(['minute', 'hour', 'day'], agentCounts),
  },
  pattern: {
    ...{ tenant: text, signature: text, lesson: text, scope, agent: text, signal: text, bucket: text, locus: text },
    ...{ template: text, recovery: text, explanation: text, firstSeenMs: whole, lastSeenMs: whole },
    ...{ frozenFirstMs: orNull(whole), frozenLastMs: orNull(whole) },
  },
  counts: {
    ...{ tenant: text, signature: text, resolution, startMs: whole, amounts: eachOf(amountNames, amount) },
    shared: Type.Array(Type.Tuple([oneOf(dimensions), orNull(text), whole])),
  },
  sighting: {
    ...{ tenant: text, signature: text, traceId: text, runId: text, countedMs: whole, frozen: flag },
    explanation: orNull(text),
  },
  lesson: {
    ...{ tenant: text, lesson: text, version: whole, dirty: orNull(whole), sequence: whole, gone: flag },
    ...{ scorecard: orNull(text), verdict: orNull(text) },
    decided: orNull(Type.Object({ digest: text, answer: Type.Object({ kind: text, candidateId: orNull(text) }) })),
  },
  merge: { tenant: text, lesson: text, head: text },
  candidate: { row: Type.Object({ candidate, openedRuns: amount, toldRuns: amount, events: whole }) },
  event: { sequence: whole, event: Type.Object({ id: text, type: text, timeMs: whole, tenant: text, candidate }) },
  mark: { tenant: text, sink: text, confirmed: whole },
  letter: {
    ...{ tenant: text, sink: text, sequence: whole, state: oneOf(['dead', 'revived', 'handed']) },
    ...{ attempts: whole, reason: text, diedMs: whole },
  },
  baseline: {
    ...{ tenant: text, scope: oneOf(['agent', 'version', 'service']), subject: orNull(text), key: orNull(shortKey) },
    startMs: whole,
    hour: Type.Object({
      runs: whole,
      ...Object.fromEntries(measureNames.map((name) => [name, Type.Optional(sketch)])),
    }),
  },
}

export const stateShapes: ReadonlyMap<string, TObject> = new Map(
  Object.entries(properties).map(([kind, its]) => [kind, Type.Object({ kind: Type.Literal(kind), ...its })]),
)
