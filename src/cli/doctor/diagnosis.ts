import Type, { type Static } from 'typebox'

const shares = Type.Array(Type.Object({ name: Type.String(), runs: Type.Integer() }))
const abstentions = Type.Array(Type.Object({ signal: Type.String(), missing: Type.String(), runs: Type.Integer() }))
const textOrNull = Type.Union([Type.String(), Type.Null()])

/** What /api/v1/doctor answers, as far as it is shown. */
export const doctorShape = Type.Object({
  version: Type.String(),
  runs: Type.Integer(),
  since: textOrNull,
  ready: Type.Boolean(),
  notReady: textOrNull,
  traces: Type.Object({
    open: Type.Integer(),
    settled: Type.Integer(),
    quarantined: Type.Integer(),
    facts: Type.Integer(),
    runs: Type.Integer(),
    cutFacts: Type.Integer(),
    lateFacts: Type.Integer(),
  }),
  families: shares,
  scopes: shares,
  services: shares,
  agents: Type.Array(
    Type.Object({
      agent: Type.String(),
      runs: Type.Integer(),
      incompleteRuns: Type.Integer(),
      withoutContentRuns: Type.Integer(),
      sampledRuns: Type.Integer(),
      families: shares,
      services: shares,
      abstentions,
    }),
  ),
})
export type ServiceDiagnosis = Static<typeof doctorShape>
export type AgentDiagnosis = ServiceDiagnosis['agents'][number]

export interface Diagnosis {
  readonly service: ServiceDiagnosis
  readonly configFaults: readonly string[]
  /** Null where the key may not see them. */
  readonly deadLetters: number | null
}
