/**
 * apply: writes a decision, if the lesson is still as it was decided on (its version). What it does to the candidate is
 * chosen here (decision-move.ts) and written by one script, which compares what the choice was based on: the scorecard,
 * the candidate and the events that tell of it; the lesson is clean then. Repeated with the same decision it answers the
 * same and changes nothing.
 */
import { hash } from 'node:crypto'
import { wholeMs } from '../../../count/whole-ms.ts'
import { type CandidateRow, closed, type Move } from '../../candidate-row.ts'
import type { DecisionAnswer, LessonDecision } from '../../contract.ts'
import { type DecisionMove, decisionMove } from '../../decision-move.ts'
import { storedJson } from '../../stored-json.ts'
import { latestCandidate, type SeenCandidate } from './candidate-record.ts'
import { headLesson } from './lesson-record.ts'
import { numberOrNull, textOf, textOrNull } from './replies.ts'
import { type RunRecords, readUnused, type UnusedText } from './run-records.ts'
import type { Slot } from './slot.ts'
import { tenantScript } from './tenant-script.ts'
import { untilStanding } from './try-again.ts'
import { moveText } from './write-move.ts'

const decide = tenantScript('decide')

export function applyDecision(slot: Slot, records: RunRecords, asked: LessonDecision): Promise<DecisionAnswer> {
  return untilStanding(async () => {
    const lesson = await headLesson(slot, asked.lesson)
    return applyOnce(slot, records, { ...asked, lesson, nowMs: wholeMs(asked.nowMs) })
  })
}

async function applyOnce(slot: Slot, records: RunRecords, decision: LessonDecision): Promise<DecisionAnswer | 'again'> {
  const [lesson, latest] = await Promise.all([
    lessonState(slot, decision.lesson),
    latestCandidate(slot, decision.lesson),
  ])
  if (lesson.version !== decision.version) return { kind: 'superseded' }
  const digest = hash('sha256', JSON.stringify(decision))
  if (lesson.decided?.digest === digest) return lesson.decided.answer
  const chosen = decisionMove(decision, lesson, latest?.row ?? null)
  const moves = [chosen.move, goneMove(decision, lesson.runs, chosen.move?.row ?? latest?.row)].filter(
    (move) => move !== null,
  )
  const decided: Decided = { digest, answer: chosen.answer }
  const written = await write(slot, decision, { lesson, latest, moves, decided })
  if (written.kind === 'again') return 'again'
  if (written.kind === 'superseded') return { kind: 'superseded' }
  if (moves.some(({ events }) => events.length > 0)) await slot.tell()
  await records.drop(slot.tenant, readUnused(written.unused))
  return chosen.answer
}

/** Without any run the lesson's patterns go with this decision, and an open candidate with them. */
function goneMove(decision: LessonDecision, runs: number, row: CandidateRow | undefined): Move | null {
  return runs === 0 && row?.candidate.state === 'open' ? closed(row, 'gone', decision.nowMs) : null
}

interface Chosen {
  readonly lesson: LessonRow
  readonly latest: SeenCandidate | null
  readonly moves: readonly Move[]
  readonly decided: Decided
}

interface Written {
  readonly kind: 'done' | 'again' | 'superseded'
  readonly unused?: readonly UnusedText[] | object
}

async function write(slot: Slot, decision: LessonDecision, chosen: Chosen): Promise<Written> {
  const { lesson, version, scorecard } = decision
  const { latest, moves, decided } = chosen
  const task = {
    ...{ lesson, version, runs: chosen.lesson.runs },
    ...{ latest: latest?.row.candidate.id ?? '', latestSha: latest?.sha ?? '' },
    ...{ scorecard: JSON.stringify(scorecard), verdict: scorecard.answer, decided: JSON.stringify(decided) },
    moves: moves.map(moveText),
  }
  return storedJson(textOf(await slot.run(decide, JSON.stringify(task))))
}

interface Decided {
  readonly digest: string
  readonly answer: DecisionMove['answer']
}

interface LessonRow {
  readonly version: number | null
  readonly sequence: number
  readonly runs: number
  readonly decided: Decided | null
}

async function lessonState(slot: Slot, lesson: string): Promise<LessonRow> {
  const [version, sequence, runs, decided] = await Promise.all([
    slot.read('hget', 'versions', lesson),
    slot.read('hget', 'sequences', lesson),
    slot.read('zscore', 'lessonRuns', lesson),
    slot.read('hget', 'decided', lesson),
  ])
  const text = textOrNull(decided)
  return {
    version: numberOrNull(version),
    sequence: numberOrNull(sequence) ?? 0,
    runs: numberOrNull(runs) ?? 0,
    decided: text === null ? null : storedJson(text),
  }
}
