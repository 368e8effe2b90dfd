import { describe, expect, test } from 'vitest'
import { expectedOf } from '../../src/verify/oracle.ts'
import type { PlannedRun } from '../../src/verify/planned-run.ts'

function storms(sources: readonly string[], change: Partial<PlannedRun> = {}): readonly PlannedRun[] {
  return sources.map((source, index) => ({
    story: 'storm',
    expected: {
      agent: 'a',
      traceIds: [String(index).padStart(32, '1')],
      ...{ startUs: index, outcome: 'completed', complete: true, steps: [] },
      planted: [{ signal: 'retry_storm', locus: 'tool' }],
      source,
    },
    ...{ spans: [], late: new Set<string>(), losers: [] },
    ...change,
  }))
}

const candidateOf = (runs: readonly PlannedRun[]) => expectedOf(runs).counts[0]?.candidate

describe('the oracle', () => {
  test('counts runs by agent, signal and locus', () => {
    const { counts, agents } = expectedOf(storms(['u', 'v', 'w', 'w']))
    expect(counts).toEqual([{ agent: 'a', signal: 'retry_storm', locus: 'tool', runs: 4, candidate: 'open' }])
    expect(agents).toEqual(new Map([['a', 4]]))
  })

  test('expects a candidate from three runs of three sources on', () => {
    expect(candidateOf(storms(['u', 'v', 'w']))).toBe('open')
    expect(candidateOf(storms(['u', 'v']))).toBe('none')
    expect(candidateOf(storms(['u', 'u', 'v', 'v', 'u', 'u']))).toBe('none')
  })

  test('expects nothing certain of too few sources where the runs share traces: judged in part, they have others', () => {
    const neighbor = storms(['x']).map((run) => ({ ...run, expected: { ...run.expected, planted: [] } }))
    expect(candidateOf([...storms(['u', 'v', 'u']), ...neighbor])).toBe('any')
    expect(candidateOf([...storms(['u', 'v']), ...neighbor])).toBe('none')
  })

  test('expects nothing certain of a source with more than half of the runs, or of runs that are corrected', () => {
    expect(candidateOf(storms(['u', 'u', 'u', 'u', 'v', 'w']))).toBe('any')
    expect(candidateOf(storms(['u', 'v', 'w'], { late: new Set(['x']) }))).toBe('any')
  })
})
