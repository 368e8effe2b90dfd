import { describe, expect, it } from 'vitest'
import { invocationsOf } from '../../src/detect/invocation.ts'
import { step } from './run-builder.ts'

describe('the agent invocation of a step', () => {
  it('is the nearest agent above it', () => {
    const steps = [
      step({ id: 'one', kind: 'agent', name: 'researcher' }),
      step({ id: 'two', kind: 'agent', name: 'researcher' }),
      step({ id: 'call', kind: 'llm', parentId: 'two' }),
      step({ id: 'a', parentId: 'one' }),
      step({ id: 'b', parentId: 'call' }),
      step({ id: 'c' }),
    ]
    expect(steps.slice(3).map(invocationsOf(steps))).toEqual(['one', 'two', 'support'])
  })

  it('ends at parents that lead in a circle', () => {
    const steps = [
      step({ id: 'x', kind: 'agent', parentId: null }),
      step({ id: 'a', parentId: 'b' }),
      step({ id: 'b', parentId: 'a' }),
    ]
    expect(steps.slice(1).map(invocationsOf(steps))).toEqual(['support', 'support'])
  })
})
