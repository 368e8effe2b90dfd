import { describe, expect, it } from 'vitest'
import { originOf } from '../../src/detect/origin.ts'
import { conversation, result, runOf, works } from './run-builder.ts'
import { executes, says, teamRun } from './turns.ts'

describe('where to look first in the work of several agents', () => {
  it('is the first turn whose work was carried out, and the next two of that agent', () => {
    const run = teamRun([
      says('planner', 'a', 900),
      says('coder', 'b'),
      executes('x'),
      says('planner', 'c'),
      executes('y'),
      ...['d', 'e', 'f'].map((id) => says('coder', id)),
    ])
    expect(originOf(run)).toMatchObject({
      agent: 'coder',
      turns: [{ step: { id: 'b' } }, { step: { id: 'd' } }, { step: { id: 'e' } }],
    })
  })

  it('is the first turn of whoever said most where nothing was carried out', () => {
    const run = teamRun([
      says('planner', 'a', 50),
      says('critic', 'b', 60),
      says('writer', 'c', 20),
      says('planner', 'd', 20),
    ])
    expect(originOf(run)).toMatchObject({ agent: 'planner', turns: [{ step: { id: 'a' } }, { step: { id: 'd' } }] })
  })

  it('is nowhere in the run of one agent, and not told where one agent directs the others', () => {
    const directed = [says('lead', 'a'), says('web', 'b'), says('lead', 'c'), says('web', 'd')]
    expect(originOf(teamRun(directed))).toBeNull()
    expect(originOf(runOf(conversation(works('look', 'a', result('x')))))).toBeNull()
  })
})
