import type { BaselineSubject } from '../../../run/baseline.ts'
import type { BaselineState, LessonState, SinkState, StateRecord, TallyName, TenantState } from '../../state.ts'
import { storedJson } from '../../stored-json.ts'
import { candidateRow } from '../candidate-row.ts'
import type { Row } from '../database.ts'
import type { Engine } from '../engine.ts'
import { readBody } from '../json-body.ts'
import { integer, integerOrNull, text, textOrNull, word } from '../rows.ts'
import { rowsBy } from './rows-by.ts'
import { storedTallies } from './tallies.ts'

export function* tenantStates({ database }: Engine): Generator<TenantState> {
  const row = database.get('SELECT number FROM changes')
  const changes = row === undefined ? 0 : integer(row, 'number')
  const table = `(SELECT names.tenant AS tenant, coalesce(t.events, 0) AS events FROM
      (SELECT tenant FROM tallies UNION SELECT tenant FROM tenants UNION SELECT tenant FROM candidates) AS names
      LEFT JOIN tenants AS t ON t.tenant = names.tenant)`
  for (const row of rowsBy(database, table, ['tenant'])) {
    const tenant = text(row, 'tenant')
    yield { kind: 'tenant', tenant, events: integer(row, 'events'), changes, tallies: talliesOf(database, tenant) }
  }
}

function talliesOf(database: Engine['database'], tenant: string): TenantState['tallies'] {
  const rows = database.all('SELECT name, value FROM tallies WHERE tenant = ?', tenant)
  const stored = new Map(rows.map((row) => [text(row, 'name'), integer(row, 'value')]))
  const of = (name: TallyName): number => stored.get(storedTallies[name]) ?? 0
  return {
    ...{ cutFacts: of('cutFacts'), lateFacts: of('lateFacts'), unfedRuns: of('unfedRuns') },
    ...{ overflowRuns: of('overflowRuns'), lostEvents: of('lostEvents') },
    ...{ lostDeadLetters: of('lostDeadLetters'), lostRows: of('lostRows') },
  }
}

export function* sinkStates({ database }: Engine): Generator<SinkState> {
  for (const row of rowsBy(database, 'sinks', ['sink'])) yield { kind: 'sink', sink: text(row, 'sink') }
}

/** Lessons, what was merged into them, and their candidates. */
export function* lessonStates({ database }: Engine): Generator<StateRecord> {
  for (const row of rowsBy(database, 'lessons', ['tenant', 'lesson'])) yield lessonState(row)
  for (const row of rowsBy(database, 'lesson_merges', ['tenant', 'lesson'])) {
    yield { kind: 'merge', tenant: text(row, 'tenant'), lesson: text(row, 'lesson'), head: text(row, 'head') }
  }
  for (const row of rowsBy(database, 'candidates', ['tenant', 'lesson', 'sequence'])) {
    yield { kind: 'candidate', row: candidateRow(row) }
  }
}

function lessonState(row: Row): LessonState {
  const decided = textOrNull(row, 'decided')
  return {
    kind: 'lesson',
    tenant: text(row, 'tenant'),
    lesson: text(row, 'lesson'),
    version: integer(row, 'version'),
    dirty: integerOrNull(row, 'dirty'),
    sequence: integer(row, 'sequence'),
    scorecard: textOrNull(row, 'scorecard'),
    verdict: textOrNull(row, 'verdict'),
    decided: decided === null ? null : storedJson(decided),
    gone: false,
  }
}

/** Events in the order of their writing, how far sinks have them, and what sinks could not be told. */
export function* outboxStates({ database }: Engine): Generator<StateRecord> {
  for (const row of rowsBy(database, 'outbox', ['place'])) {
    yield { kind: 'event', sequence: integer(row, 'sequence'), event: readBody(row) }
  }
  for (const row of rowsBy(database, 'sink_marks', ['sink', 'tenant'])) {
    const [tenant, sink] = [text(row, 'tenant'), text(row, 'sink')]
    yield { kind: 'mark', tenant, sink, confirmed: integer(row, 'confirmed') }
  }
  for (const row of rowsBy(database, 'dead_letters', ['sink', 'tenant', 'sequence'])) {
    yield {
      kind: 'letter',
      tenant: text(row, 'tenant'),
      sink: text(row, 'sink'),
      sequence: integer(row, 'sequence'),
      state: word(row, 'state'),
      attempts: integer(row, 'attempts'),
      reason: text(row, 'reason'),
      diedMs: integer(row, 'died_ms'),
    }
  }
}

export function* baselineStates({ database }: Engine): Generator<BaselineState> {
  for (const row of rowsBy(database, 'baselines', ['tenant', 'scope', 'subject', 'start_ms'])) {
    const scope = word<BaselineSubject['scope']>(row, 'scope')
    const [tenant, subject, startMs] = [text(row, 'tenant'), text(row, 'subject'), integer(row, 'start_ms')]
    yield { kind: 'baseline', tenant, scope, subject, key: null, startMs, hour: readBody(row) }
  }
}
