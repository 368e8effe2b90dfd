import { type MeasureName, measureNames } from '../../../run/baseline.ts'
import type {
  BaselineState,
  CandidateState,
  EventState,
  LessonState,
  LetterState,
  MarkState,
  MergeState,
  SinkState,
  TenantState,
} from '../../state.ts'
import { StateRefused } from '../../state.ts'
import { short } from '../keys.ts'
import { type ImportParts, inSlot, registryTag, wellFormedJson } from './import-parts.ts'

const baselineKeptMs = 1_468_800_000

export function importTenant(parts: ImportParts, { tenant, events, changes, tallies }: TenantState): void {
  parts.writer.add(registryTag, 'SADD', parts.keys.registry('tenants'), tenant)
  const slot = inSlot(parts, tenant)
  slot.add('HSET', 'meta', 'events', events, 'changes', changes)
  const { unfedRuns, overflowRuns, lostEvents, lostDeadLetters, lostRows } = tallies
  for (const [name, value] of Object.entries({ unfedRuns, overflowRuns, lostEvents, lostDeadLetters, lostRows })) {
    if (value > 0) slot.add('HSET', 'meta', name, value)
  }
}

export function importSink({ writer, keys }: ImportParts, { sink }: SinkState): void {
  writer.add(registryTag, 'HSETNX', keys.registry('sinks'), sink, '')
}

export function importLesson(parts: ImportParts, lesson: LessonState): void {
  const slot = inSlot(parts, lesson.tenant)
  const name = lesson.lesson
  slot.add('RAISE', 'meta', 'changes', Math.max(lesson.version, lesson.dirty ?? 0))
  slot.add('HSET', 'versions', name, lesson.version)
  if (lesson.sequence > 0) slot.add('HSET', 'sequences', name, lesson.sequence)
  if (lesson.dirty !== null) slot.add('ZADD', 'dirty', lesson.dirty, name)
  if (lesson.scorecard !== null) slot.add('HSET', 'scorecards', name, lesson.scorecard)
  if (lesson.verdict !== null) slot.add('HSET', 'verdicts', name, lesson.verdict)
  if (lesson.decided !== null) slot.add('HSET', 'decided', name, JSON.stringify(lesson.decided))
  if (lesson.gone) slot.add('SADD', 'gone', name)
}

export function importMerge(parts: ImportParts, { tenant, lesson, head }: MergeState): void {
  inSlot(parts, tenant).add('HSET', 'merges', lesson, head)
}

export function importCandidate(parts: ImportParts, { row }: CandidateState): void {
  const { tenant, id, lesson, sequence, state, scope, agent, signal, openedAtMs, snoozedUntilMs } = row.candidate
  const slot = inSlot(parts, tenant)
  slot.add('HSET', 'candidates', id, JSON.stringify(row))
  slot.add('HSET', 'facets', id, wellFormedJson([state, scope, agent, signal, lesson]))
  slot.add('ZADD', 'opened', openedAtMs, id)
  if (snoozedUntilMs !== null) slot.add('ZADD', 'wakes', snoozedUntilMs, id)
  slot.add('LATEST', 'latest', slot.keyOf('sequences'), lesson, sequence, id)
}

export function importEvent(parts: ImportParts, { sequence, event }: EventState): void {
  inSlot(parts, event.tenant).add('EVENT', 'events', sequence, event.timeMs, JSON.stringify(event))
}

export function importMark(parts: ImportParts, { tenant, sink, confirmed }: MarkState): void {
  inSlot(parts, tenant).add('HSET', 'sinks', sink, confirmed)
}

export function importLetter(parts: ImportParts, letter: LetterState): void {
  const { tenant, sink, sequence, state, attempts, reason, diedMs } = letter
  const slot = inSlot(parts, tenant)
  const member = `${sequence} ${sink}`
  slot.add('HSET', 'letters', member, wellFormedJson({ state, attempts, reason, diedMs }))
  slot.add('ZADD', state === 'dead' ? 'dead' : 'revived', sequence, member)
}

export interface BaselineImport {
  take(record: BaselineState): void
  end(): void
}

/** How many subjects of a kind have an hour is written when a tenant's are all known. */
export function createBaselineImport(parts: ImportParts): BaselineImport {
  let tenant: string | null = null
  let fed = new Map<string, number>()
  const end = () => {
    if (tenant !== null)
      for (const [taken, subjects] of fed) inSlot(parts, tenant).add('HSET', 'fedHours', taken, subjects)
    fed = new Map()
  }
  return {
    end,
    take: (record) => {
      if (record.tenant !== tenant) end()
      tenant = record.tenant
      const taken = `${record.scope.slice(0, 1)}:${record.startMs}`
      fed.set(taken, (fed.get(taken) ?? 0) + 1)
      writeBaseline(parts, record)
    },
  }
}

function writeBaseline(parts: ImportParts, { tenant, scope, subject, key, startMs, hour }: BaselineState): void {
  const slot = inSlot(parts, tenant)
  const named = subject === null ? key : short(`${scope} ${subject}`)
  if (named === null) throw new StateRefused('a baseline has neither a subject nor a key')
  slot.add('ZADD', 'subjects', 'GT', startMs, named)
  slot.addAt('HSET', ['b', named], String(startMs), hour.runs)
  slot.addAt('PEXPIRE', ['b', named], baselineKeptMs)
  const fields = measureNames.flatMap((name, index) => fieldsOf(hour, name, index))
  for (let from = 0; from < fields.length; from += fieldsAtOnce) {
    slot.addAt('HSET', ['b', named, startMs], ...fields.slice(from, from + fieldsAtOnce))
  }
  slot.addAt('PEXPIRE', ['b', named, startMs], baselineKeptMs)
}

const fieldsAtOnce = 1000

function fieldsOf(hour: BaselineState['hour'], name: MeasureName, index: number): readonly (string | number)[] {
  const sketch = hour[name]
  if (sketch === undefined) return []
  const buckets = sketch.buckets.flatMap(([bucket, runs]) => [`${index}:${bucket}`, runs])
  return sketch.zeros > 0 ? [`${index}:z`, sketch.zeros, ...buckets] : buckets
}
