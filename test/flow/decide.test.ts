import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../src/decide/default-policy.ts'
import { type DecideDeps, decideLessons } from '../../src/flow/decide.ts'
import type { LessonEvidence } from '../../src/pattern/pattern.ts'
import { type LessonDecision, StoreUnavailable } from '../../src/store/contract.ts'
import { dayMs, harmlessEvidence, nowMs, stormEvidence } from '../decide/evidence.ts'

describe('decideLessons', () => {
  it('opens a candidate for a lesson that is promoted and records the scorecard of one that is not', async () => {
    const store = memoryLessons([stormEvidence({ lesson: 'storm' }), harmlessEvidence({ lesson: 'harmless' })])

    const decided = await decideLessons(store.deps)

    expect(decided.map(({ lesson, outcome }) => [lesson, outcome])).toEqual([
      ['storm', 'opened'],
      ['harmless', 'recorded'],
    ])
    const [storm, harmless] = store.applied
    expect(storm?.candidate?.title).toBe('charge_card: retry storm in support-agent')
    expect(harmless).toMatchObject({ candidate: null, scorecard: { answer: 'hold', reason: 'harmless' } })
  })

  it('decides on the evidence of its window at one time, under the version it read', async () => {
    const store = memoryLessons([stormEvidence({ lesson: 'storm', version: 9 })])

    await decideLessons(store.deps)

    expect(store.asked).toEqual([{ windowMs: 30 * dayMs, nowMs }])
    expect(store.applied[0]).toMatchObject({ version: 9, nowMs, scorecard: { decidedAtMs: nowMs } })
  })

  it('reads again when the lesson changed meanwhile', async () => {
    const store = memoryLessons([stormEvidence({ lesson: 'storm' })])
    store.changeBeforeApply(1)

    const [decided] = await decideLessons(store.deps)

    expect(decided?.outcome).toBe('opened')
    expect(store.applied).toHaveLength(1)
    expect(await store.deps.patterns.dirty(10)).toEqual([])
  })

  it('leaves a lesson that keeps changing for the next round and goes on with the others', async () => {
    const store = memoryLessons([stormEvidence({ lesson: 'restless' }), stormEvidence({ lesson: 'calm' })])
    store.changeBeforeApply(3)

    const decided = await decideLessons(store.deps)

    expect(decided.map(({ outcome }) => outcome)).toEqual(['superseded', 'opened'])
    expect((await store.deps.patterns.dirty(10)).map(({ lesson }) => lesson)).toEqual(['restless'])
  })

  it('changes nothing for a lesson whose counts are gone', async () => {
    const store = memoryLessons([])
    store.dirty.add('gone')

    expect(await decideLessons(store.deps)).toEqual([{ tenant: 'default', lesson: 'gone', outcome: 'gone' }])
    expect(store.applied).toEqual([])
  })

  it('goes on with the others when deciding one throws, and leaves that one alone for a minute', async () => {
    const store = memoryLessons([stormEvidence({ lesson: 'broken' }), stormEvidence({ lesson: 'sound' })])
    const told: unknown[] = []
    let now = nowMs
    const failing = new Map<string, number>()
    const deps: DecideDeps = {
      ...store.deps,
      nowMs: () => now,
      failing,
      report: (lesson, error) => told.push([lesson, error]),
      patterns: {
        ...store.deps.patterns,
        evidence: async (tenant, lesson, windowMs, atMs) => {
          if (lesson === 'broken') throw new TypeError('unreadable')
          return store.deps.patterns.evidence(tenant, lesson, windowMs, atMs)
        },
      },
    }

    expect((await decideLessons(deps)).map(({ outcome }) => outcome)).toEqual(['failed', 'opened'])
    expect(await decideLessons(deps)).toEqual([])
    now += 60_000
    expect((await decideLessons(deps)).map(({ outcome }) => outcome)).toEqual(['failed'])
    expect(told).toEqual([
      ['broken', new TypeError('unreadable')],
      ['broken', new TypeError('unreadable')],
    ])
  })

  it('leaves no lesson alone because the store is away', async () => {
    const { deps } = memoryLessons([stormEvidence({ lesson: 'storm' })])
    const away = async () => {
      throw new StoreUnavailable('away')
    }
    const failing = new Map<string, number>()

    await expect(decideLessons({ ...deps, failing, patterns: { ...deps.patterns, evidence: away } })).rejects.toThrow(
      'away',
    )
    expect(failing.size).toBe(0)
  })

  it('decides those that are chosen of what waits, and leaves the others waiting', async () => {
    const store = memoryLessons([stormEvidence({ lesson: 'first' }), stormEvidence({ lesson: 'second' })])

    const decided = await decideLessons({ ...store.deps, choose: (waiting) => waiting.slice(1) })

    expect(decided.map(({ lesson }) => lesson)).toEqual(['second'])
    expect((await store.deps.patterns.dirty(10)).map(({ lesson }) => lesson)).toEqual(['first'])
  })

  it('decides no more lessons at once than it was asked to', async () => {
    const store = memoryLessons([stormEvidence({ lesson: 'one' }), stormEvidence({ lesson: 'two' })])

    expect(await decideLessons(store.deps, 1)).toHaveLength(1)
    expect(await decideLessons(store.deps, 1)).toHaveLength(1)
    expect(await decideLessons(store.deps, 1)).toEqual([])
  })
})

/** The roles this flow needs, in memory: a decision under an older version than the lesson's is superseded. */
function memoryLessons(initial: readonly LessonEvidence[]) {
  const lessons = new Map(initial.map((evidence) => [evidence.lesson, evidence]))
  const dirty = new Set(lessons.keys())
  const applied: LessonDecision[] = []
  const asked: { windowMs: number; nowMs: number }[] = []
  let changes = 0
  const deps: DecideDeps = {
    policy: defaultPolicy,
    nowMs: () => nowMs,
    patterns: {
      dirty: async (limit) => [...dirty].slice(0, limit).map((lesson) => ({ tenant: 'default', lesson })),
      evidence: async (_tenant, lesson, windowMs, atMs) => {
        asked.push({ windowMs, nowMs: atMs })
        return lessons.get(lesson) ?? null
      },
    },
    runs: { list: async () => ({ items: [], nextCursor: null }) },
    candidates: {
      scorecard: async () => null,
      list: async () => ({ items: [], nextCursor: null }),
      apply: async (decision) => {
        const current = lessons.get(decision.lesson)
        if (current === undefined) throw new Error('a decision on a lesson that is not known')
        if (changes > 0) {
          changes -= 1
          lessons.set(decision.lesson, { ...current, version: current.version + 1 })
          return { kind: 'superseded' }
        }
        if (decision.version !== current.version) return { kind: 'superseded' }
        dirty.delete(decision.lesson)
        applied.push(decision)
        return { kind: decision.candidate === null ? 'recorded' : 'opened', candidateId: null }
      },
    },
  }
  const changeBeforeApply = (times: number) => {
    changes = times
  }
  return { deps, dirty, applied, asked, changeBeforeApply }
}
