import type { CandidateRow, EventDraft } from '../../candidate-row.ts'
import type {
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
import { storedJson } from '../../stored-json.ts'
import type { RedisClient } from '../client.ts'
import type { Keys } from '../keys.ts'
import { readHour } from '../tenant/baseline.ts'
import { inPieces } from '../tenant/in-pieces.ts'
import { listOf, numberOrNull, pairsOf, textOf, textOrNull, textsOf } from '../tenant/replies.ts'
import type { Slot } from '../tenant/slot.ts'
import type { TraceTallies } from '../traces/tallies.ts'
import type { SubjectNames } from './subject-names.ts'

const piece = 200

export async function tenantState(slot: Slot, { cutFacts, lateFacts }: TraceTallies): Promise<TenantState> {
  const meta = new Map(pairsOf(await slot.read('hgetall', 'meta')))
  const of = (name: 'events' | 'changes' | TallyName) => Number(meta.get(name) ?? 0)
  return {
    ...{ kind: 'tenant', tenant: slot.tenant, events: of('events'), changes: of('changes') },
    tallies: {
      ...{ cutFacts, lateFacts, unfedRuns: of('unfedRuns'), overflowRuns: of('overflowRuns') },
      ...{ lostEvents: of('lostEvents'), lostDeadLetters: of('lostDeadLetters'), lostRows: of('lostRows') },
    },
  }
}

export async function* sinkStates(client: RedisClient, keys: Keys): AsyncGenerator<SinkState> {
  for (const sink of textsOf(await client.read('hkeys', keys.registry('sinks')))) yield { kind: 'sink', sink }
}

/** What is kept of a lesson is small; its scorecard and last decision are read some at a time. */
export async function* lessonStates(slot: Slot): AsyncGenerator<LessonState> {
  const versions = new Map(pairsOf(await slot.read('hgetall', 'versions')))
  const sequences = new Map(pairsOf(await slot.read('hgetall', 'sequences')))
  const gone = new Set(textsOf(await slot.read('smembers', 'gone')))
  const lessons = [...new Set([...versions.keys(), ...sequences.keys()])]
  for (let from = 0; from < lessons.length; from += piece) {
    const some = lessons.slice(from, from + piece)
    const [dirty, scorecards, verdicts, decided] = await Promise.all([
      slot.read('zmscore', 'dirty', ...some),
      slot.read('hmget', 'scorecards', ...some),
      slot.read('hmget', 'verdicts', ...some),
      slot.read('hmget', 'decided', ...some),
    ])
    for (const [index, lesson] of some.entries()) {
      const last = textOrNull(listOf(decided)[index])
      yield {
        ...{ kind: 'lesson', tenant: slot.tenant, lesson, gone: gone.has(lesson) },
        version: Number(versions.get(lesson) ?? 0),
        sequence: Number(sequences.get(lesson) ?? 0),
        dirty: numberOrNull(listOf(dirty)[index]),
        scorecard: textOrNull(listOf(scorecards)[index]),
        verdict: textOrNull(listOf(verdicts)[index]),
        decided: last === null ? null : storedJson(last),
      }
    }
  }
}

export async function* mergeStates(slot: Slot): AsyncGenerator<MergeState> {
  for (const [lesson, head] of pairsOf(await slot.read('hgetall', 'merges'))) {
    yield { kind: 'merge', tenant: slot.tenant, lesson, head }
  }
}

export async function* candidateStates(slot: Slot): AsyncGenerator<CandidateState> {
  for (let from = 0; ; from += piece) {
    const ids = textsOf(await slot.read('zrange', 'opened', from, from + piece - 1))
    const rows = ids.length === 0 ? [] : listOf(await slot.read('hmget', 'candidates', ...ids))
    for (const text of rows) {
      const row: CandidateRow = storedJson(textOf(text))
      yield { kind: 'candidate', row }
    }
    if (ids.length < piece) return
  }
}

export async function* eventStates(slot: Slot): AsyncGenerator<EventState> {
  for (let last = 0; ; ) {
    const entries = listOf(await slot.read('xrange', 'events', `(${last}-0`, '+', 'COUNT', piece))
    for (const entry of entries) {
      const [id, fields] = listOf(entry)
      const event: EventDraft = storedJson(textOf(listOf(fields ?? null)[3]))
      last = Number.parseInt(textOf(id), 10)
      yield { kind: 'event', sequence: last, event }
    }
    if (entries.length < piece) return
  }
}

export async function* markStates(slot: Slot): AsyncGenerator<MarkState> {
  for (const [sink, confirmed] of pairsOf(await slot.read('hgetall', 'sinks'))) {
    yield { kind: 'mark', tenant: slot.tenant, sink, confirmed: Number(confirmed) }
  }
}

type Letter = Pick<LetterState, 'state' | 'attempts' | 'reason' | 'diedMs'>

/** `<sequence> <sink>` */
export async function* letterStates(slot: Slot): AsyncGenerator<LetterState> {
  for (const [member, text] of pairsOf(await slot.read('hgetall', 'letters'))) {
    const { state, attempts, reason, diedMs }: Letter = storedJson(text)
    const [sequence, sink] = [Number.parseInt(member, 10), member.slice(member.indexOf(' ') + 1)]
    yield { kind: 'letter', tenant: slot.tenant, sink, sequence, state, attempts, reason, diedMs }
  }
}

export async function* baselineStates(slot: Slot, names: SubjectNames): AsyncGenerator<BaselineState> {
  const { tenant } = slot
  for (let from = 0; ; from += piece) {
    const subjects = textsOf(await slot.read('zrange', 'subjects', from, from + piece - 1))
    for (const key of subjects) {
      const named = names.find(tenant, key) ?? ({ scope: 'version', subject: null } as const)
      const hours = pairsOf(await slot.readAt('hgetall', ['b', key]))
      yield* await inPieces(hours, async ([hour, runs]): Promise<BaselineState> => {
        const read = await readHour(slot, key, hour, Number(runs))
        return { kind: 'baseline', tenant, ...named, key, startMs: Number(hour), hour: read }
      })
    }
    if (subjects.length < piece) return
  }
}
