import { describe, expect, it } from 'vitest'
import { baselineOf, emptyHour, withRun } from '../../src/run/baseline-hour.ts'
import { baselineSubjects, subjectName } from '../../src/run/baseline-subjects.ts'
import { usualOf } from '../../src/run/usual.ts'
import { measured } from '../store/builders.ts'

/** A baseline over so many runs. */
function over(runs: number) {
  let hour = emptyHour
  for (let run = 0; run < runs; run += 1) hour = withRun(hour, measured({ steps: 5 }))
  return runs === 0 ? null : baselineOf([hour])
}

describe('what is usual for a run', () => {
  it('is told by the narrowest baseline with twenty healthy runs', () => {
    expect(usualOf([over(20), over(50), over(500)])?.runs).toBe(20)
    expect(usualOf([over(19), over(50), over(500)])?.runs).toBe(50)
    expect(usualOf([null, over(3), over(500)])?.runs).toBe(500)
  })

  it('is told by the one with the most runs where all are young, and by none where there is none', () => {
    expect(usualOf([over(3), over(7), over(7)])?.runs).toBe(7)
    expect(usualOf([null, null])).toBeNull()
    expect(usualOf([])).toBeNull()
  })
})

describe('the subjects of a run', () => {
  it('are its version, its agent and its service, the narrowest first', () => {
    const run = { agent: 'helper', agentVersion: 'v1', service: 'shop' }
    expect(baselineSubjects(run).map(({ scope }) => scope)).toEqual(['version', 'agent', 'service'])
    expect(baselineSubjects({ ...run, agentVersion: null }).map(({ scope }) => scope)).toEqual(['agent', 'service'])
    expect(baselineSubjects({ ...run, service: '' }).map(({ scope }) => scope)).toEqual(['version', 'agent'])
  })

  it('have names that do not run together', () => {
    const name = (agent: string, version: string) => subjectName({ scope: 'version', agent, version })
    expect(name('a b', 'c')).not.toBe(name('a', 'b c'))
    expect(name('a","b', 'c')).not.toBe(name('a', 'b","c'))
  })
})
