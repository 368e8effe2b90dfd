import { bucketMs, resolutions } from '../../../pattern/window.ts'
import type {
  AgentState,
  BaselineState,
  CandidateState,
  EventState,
  LessonState,
  LetterState,
  MarkState,
  MergeState,
  SinkState,
  TallyName,
  TenantState,
} from '../../state.ts'
import { tallyNames } from '../../state.ts'
import type { Engine } from '../engine.ts'
import { bodyFormat } from '../json-body.ts'
import { storedTallies } from './tallies.ts'

export type TenantRecord =
  | TenantState
  | SinkState
  | AgentState
  | LessonState
  | MergeState
  | CandidateState
  | EventState
  | MarkState
  | LetterState
  | BaselineState

export function importTenantRecord(engine: Engine, record: TenantRecord): void {
  switch (record.kind) {
    case 'tenant':
      importTenant(engine, record)
      break
    case 'sink':
      engine.database.run('INSERT INTO sinks (sink) VALUES (?)', record.sink)
      break
    case 'agent':
      importAgent(engine, record)
      break
    case 'lesson':
      importLesson(engine, record)
      break
    case 'merge':
      importMerge(engine, record)
      break
    case 'candidate':
      importCandidate(engine, record)
      break
    case 'event':
      importEvent(engine, record)
      break
    case 'mark':
      importMark(engine, record)
      break
    case 'letter':
      importLetter(engine, record)
      break
    case 'baseline':
      importBaseline(engine, record)
      break
  }
}

function importTenant(engine: Engine, { tenant, events, changes, tallies }: TenantState): void {
  engine.database.run('INSERT INTO tenants (tenant, events) VALUES (?, ?)', tenant, events)
  raiseChanges(engine, changes)
  for (const name of tallyNames) importTally(engine, tenant, name, tallies[name])
}

function importTally({ database }: Engine, tenant: string, name: TallyName, value: number): void {
  if (value === 0) return
  database.run('INSERT INTO tallies (tenant, name, value) VALUES (?, ?, ?)', tenant, storedTallies[name], value)
}

/** No version is given out twice. */
function raiseChanges({ database }: Engine, number: number): void {
  database.run('UPDATE changes SET number = max(number, ?)', number)
}

function importAgent({ database }: Engine, { tenant, scope, agent, counts }: AgentState): void {
  const sql = `INSERT INTO agent_counts (tenant, scope, agent, width_ms, start_ms, runs, failed)
    VALUES (?, ?, ?, ?, ?, ?, ?)`
  for (const resolution of resolutions) {
    for (const bucket of counts[resolution]) database.run(sql, tenant, scope, agent, bucketMs[resolution], ...bucket)
  }
}

function importLesson(engine: Engine, lesson: LessonState): void {
  raiseChanges(engine, Math.max(lesson.version, lesson.dirty ?? 0))
  engine.database.run(
    `INSERT INTO lessons (tenant, lesson, version, dirty, sequence, scorecard, verdict, decided)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[lesson.tenant, lesson.lesson, lesson.version, lesson.dirty, lesson.sequence, lesson.scorecard],
    ...[lesson.verdict, lesson.decided === null ? null : JSON.stringify(lesson.decided)],
  )
}

function importMerge({ database }: Engine, { tenant, lesson, head }: MergeState): void {
  database.run('INSERT INTO lesson_merges (tenant, lesson, head) VALUES (?, ?, ?)', tenant, lesson, head)
}

function importCandidate({ database }: Engine, { row }: CandidateState): void {
  const { candidate, openedRuns, toldRuns, events } = row
  const { id, tenant, lesson, sequence, state, scope, agent, openedAtMs, snoozedUntilMs } = candidate
  database.run(
    `INSERT INTO candidates
       (id, tenant, lesson, sequence, state, scope, agent, opened_ms, opened_runs, told_runs, events, wake_ms, format, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, tenant, lesson, sequence, state, scope, agent, openedAtMs, openedRuns, toldRuns, events, snoozedUntilMs],
    ...[bodyFormat, JSON.stringify(candidate)],
  )
}

function importEvent({ database }: Engine, { sequence, event }: EventState): void {
  database.run(
    'INSERT INTO outbox (tenant, sequence, id, time_ms, format, body) VALUES (?, ?, ?, ?, ?, ?)',
    ...[event.tenant, sequence, event.id, event.timeMs, bodyFormat, JSON.stringify(event)],
  )
}

function importMark({ database }: Engine, { sink, tenant, confirmed }: MarkState): void {
  database.run('INSERT INTO sink_marks (sink, tenant, confirmed) VALUES (?, ?, ?)', sink, tenant, confirmed)
}

function importLetter({ database }: Engine, letter: LetterState): void {
  database.run(
    `INSERT INTO dead_letters (sink, tenant, sequence, state, attempts, reason, died_ms) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[letter.sink, letter.tenant, letter.sequence, letter.state, letter.attempts, letter.reason, letter.diedMs],
  )
}

/** One whose subject has no name cannot be found by it, and is left out. */
function importBaseline({ database }: Engine, { tenant, scope, subject, startMs, hour }: BaselineState): void {
  if (subject === null) return
  database.run(
    'INSERT INTO baselines (tenant, scope, subject, start_ms, format, body) VALUES (?, ?, ?, ?, ?, ?)',
    ...[tenant, scope, subject, startMs, bodyFormat, JSON.stringify(hour)],
  )
}
