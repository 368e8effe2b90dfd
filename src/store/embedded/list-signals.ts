import { judgedStates, verdictOf } from '../../candidate/verdict.ts'
import type { SignalSummary } from '../contract.ts'
import type { Engine } from './engine.ts'
import { integer, text, word } from './rows.ts'

const signalsMax = 500

/** signals: what each was seen in, most runs first. A run in which a signal fired twice, in two patterns, is two. */
export function listSignals(engine: Engine, tenant: string): readonly SignalSummary[] {
  const verdicts = verdictsOf(engine, tenant)
  const seen = seenOf(engine, tenant).map((summary) => ({ ...summary, ...(verdicts.get(summary.signal) ?? none) }))
  const known = new Set(seen.map(({ signal }) => signal))
  const judged = [...verdicts].filter(([signal]) => !known.has(signal)).sort(([one], [other]) => (one < other ? -1 : 1))
  const past = judged.map(([signal, verdict]) => ({ signal, runs: 0, patterns: 0, lastSeenMs: 0, ...verdict }))
  return [...seen, ...past].slice(0, signalsMax)
}

type Verdicts = Pick<SignalSummary, 'accepted' | 'rejected'>

const none: Verdicts = { accepted: 0, rejected: 0 }

function seenOf({ database }: Engine, tenant: string): readonly Omit<SignalSummary, keyof Verdicts>[] {
  return database
    .all(
      `SELECT signal, sum(runs) AS runs, count(*) AS patterns, max(last_seen_ms) AS last_ms FROM patterns
       WHERE tenant = ? AND scope = 'agent' AND runs > 0 GROUP BY signal ORDER BY runs DESC, signal LIMIT ?`,
      tenant,
      signalsMax,
    )
    .map((row) => ({
      signal: text(row, 'signal'),
      runs: integer(row, 'runs'),
      patterns: integer(row, 'patterns'),
      lastSeenMs: integer(row, 'last_ms'),
    }))
}

/** Of candidates that a person judged: as many as people can judge. */
function verdictsOf({ database }: Engine, tenant: string): ReadonlyMap<string, Verdicts> {
  const verdicts = new Map<string, Verdicts>()
  const rows = database.all(
    `SELECT body ->> '$.signal' AS signal, state, count(*) AS n FROM candidates
     WHERE tenant = ? AND state IN (SELECT value FROM json_each(?)) GROUP BY 1, 2`,
    tenant,
    JSON.stringify(judgedStates),
  )
  for (const row of rows) {
    const verdict = verdictOf(word(row, 'state'))
    if (verdict === null) continue
    const counted = verdicts.get(text(row, 'signal')) ?? none
    verdicts.set(text(row, 'signal'), { ...counted, [verdict]: counted[verdict] + integer(row, 'n') })
  }
  return verdicts
}
