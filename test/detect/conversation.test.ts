import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conversationOf } from '../../src/detect/conversation.ts'
import type { Step } from '../../src/run/step.ts'
import { answers, asks, conversation, result, runOf, step, works } from './run-builder.ts'
import { executes, says, teamRun } from './turns.ts'

function shortly(steps: readonly Step[]): readonly string[] {
  return conversationOf(runOf(steps, { agent: 'team' })).map(
    ({ agent, calls }) => `${agent}${calls.map(({ id }) => ` ${id}`).join('')}`,
  )
}

describe('the conversation of a run', () => {
  it('has a turn for each invocation, with the calls that follow it', () => {
    const run = teamRun([says('planner', 'a', 30), executes('call'), says('coder', 'b'), says('planner', 'c')])
    expect(conversationOf(run)).toMatchObject([
      { agent: 'planner', step: { id: 'a' }, chars: 30, calls: [{ id: 'call' }] },
      { agent: 'coder', step: { id: 'b' }, calls: [] },
      { agent: 'planner', step: { id: 'c' }, calls: [] },
    ])
  })

  it('counts calls inside of an invocation to its turn, however deep they are', () => {
    const inside = [
      step({ kind: 'agent', name: 'helper', agent: 'helper', id: 'inner', parentId: 'a' }),
      step({ id: 'call', agent: 'helper', parentId: 'inner' }),
    ]
    expect(shortly([...says('planner', 'a'), ...inside, ...says('coder', 'b')])).toEqual(['planner call', 'coder'])
  })

  it('takes the own model calls of the run for turns beside those of agents that it calls as tools', () => {
    const tool = step({ id: 'tool', name: 'research', agent: 'team' })
    const below = step({ kind: 'agent', id: 'sub', parentId: 'tool', name: 'researcher', agent: 'researcher' })
    const call = step({ id: 'call', parentId: 'sub', agent: 'researcher' })
    const steps = [asks({ agent: 'team' }), tool, below, call, answers({ agent: 'team' })]
    expect(shortly(steps)).toEqual(['team', 'researcher call', 'team'])
  })

  it.each([
    ['without invocations', conversation(works('look', 'a', result('x')))],
    ['with one agent that takes all turns', [...says('coder', 'a'), ...says('coder', 'b')]],
    ['without steps', []],
  ])('is none in a run %s', (_, steps) => {
    expect(shortly(steps)).toEqual([])
  })

  it('gives no call to two turns, whatever the steps and however their parents go in circles', () => {
    const kinds = fc.constantFrom<Step['kind']>('agent', 'llm', 'tool')
    const ids = fc.integer({ min: 0, max: 11 })
    const drawn = fc.array(
      fc.record({ kind: kinds, parent: fc.option(ids), agent: fc.constantFrom('a', 'b', 'team') }),
      {
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(drawn, (parts) => {
        const steps = parts.map(({ kind, parent, agent }, at) =>
          step({ id: `${at}`, kind, agent, parentId: parent === null ? null : `${parent}` }),
        )
        const turns = conversationOf(runOf(steps, { agent: 'team' }))
        const calls = turns.flatMap((turn) => turn.calls.map(({ id }) => id))
        expect(new Set(calls).size).toBe(calls.length)
        expect(new Set(turns.map((turn) => turn.step.id)).size).toBe(turns.length)
      }),
    )
  })
})
