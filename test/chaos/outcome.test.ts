import { describe, expect, it } from 'vitest'
import { isRight, outcomeOf } from '../../bench/chaos/outcome.ts'
import type { ProblemKind } from '../../src/verify/problem.ts'

const figures = { runs: 10, spans: 80, spansSent: 90, deliveries: 9, refused: 0, kills: 0 }

function outcome(kinds: readonly ProblemKind[], mayLose = false) {
  const problems = kinds.map((kind) => ({ kind, count: 2, examples: ['here', 'there'] }))
  return outcomeOf({ ok: kinds.length === 0, seed: 1, figures, problems }, mayLose)
}

describe('what came of a scenario', () => {
  it('is right when verify found nothing', () => {
    expect(isRight(outcome([]))).toBe(true)
  })

  it('names what was lost, counted twice, open twice and not delivered', () => {
    const counted = outcome(['span_lost', 'run_twice', 'candidate_twice', 'event_missing'])
    expect(counted).toMatchObject({ spansLost: 2, runsTwice: 2, lessonsWithSeveralOpen: 2, undelivered: 2, wrong: [] })
    expect(isRight(counted)).toBe(false)
  })

  it('is wrong by everything else that verify finds, too', () => {
    expect(outcome(['count_off']).wrong).toEqual(['count_off 2: here'])
    expect(isRight(outcome(['count_off']))).toBe(false)
  })

  it('forgives loss where it is not promised to be prevented, and nothing worse', () => {
    expect(isRight(outcome(['span_lost', 'run_missing', 'count_off'], true))).toBe(true)
    expect(isRight(outcome(['span_lost', 'run_twice'], true))).toBe(false)
    expect(outcome(['span_lost'], true).facts.join()).toContain('span_lost 2 (not promised)')
  })
})
