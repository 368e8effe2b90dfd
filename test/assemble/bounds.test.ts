import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { Fact, ToolCallFact } from '../../src/span/span-fact.ts'
import { agent, call, llm, messages, tool } from './fact-builder.ts'

const runOf = (...facts: readonly Fact[]) =>
  assemble({ tenant: 'default', traces: [{ traceId: 'trace', facts }], cutFacts: 0 }, () => null).runs[0]

function unreadable(count: number): readonly ToolCallFact[] {
  return Array.from({ length: count }, (_, index) => ({ ...call('work', `c${index}`), unparsable: true }))
}

describe('what is put together of one run', () => {
  it('holds as many steps that only messages tell of as a trace may have spans', () => {
    const asked = llm('m', 'a', 2, 40, { messages: messages({ calls: unreadable(20_000) }) })
    const run = runOf(agent('a', null, 1, 50), asked)
    expect(run?.steps.length).toBe(10_000)
    expect(run?.incomplete).toContain('spans_cut')
  })

  it('is whole where it is within the bound', () => {
    const asked = llm('m', 'a', 2, 40, { messages: messages({ calls: unreadable(20) }) })
    const run = runOf(agent('a', null, 1, 50), asked)
    expect(run?.steps.length).toBe(21)
    expect(run?.incomplete).toEqual([])
  })

  it('tells whether a tool was offered while the lists of offers are few or alike', () => {
    const offer = (index: number, offered: readonly string[]) =>
      llm(`m${index}`, 'a', 2 + index, 3 + index, { messages: messages({ offered }) })
    const work = tool('t', 'a', 5000, 5001, { name: 'work' })
    const alike = Array.from({ length: 2000 }, (_, index) => offer(index, many('work')))
    expect(runOf(agent('a', null, 1, 6000), ...alike, work)?.steps.at(-1)?.offered).toBe(true)
    const others = Array.from({ length: 2000 }, (_, index) => offer(index, many(`other ${index}`)))
    expect(runOf(agent('a', null, 1, 6000), ...others, work)?.steps.at(-1)?.offered).toBeNull()
  })

  it('folds model calls around model calls of any depth, and those around several are none', () => {
    const depth = 3000
    const chain = Array.from({ length: depth }, (_, index) =>
      llm(`m${index}`.padStart(6, '0'), index === 0 ? 'a' : `m${index - 1}`.padStart(6, '0'), 2, 9000 - index),
    )
    const beside = llm('beside', `m${depth - 2}`.padStart(6, '0'), 3, 4)
    const models = (run: ReturnType<typeof runOf>) =>
      run?.steps.filter(({ kind }) => kind === 'llm').map(({ id }) => id)
    expect(models(runOf(agent('a', null, 1, 9999), ...chain))).toEqual(['0000m0'])
    expect(models(runOf(agent('a', null, 1, 9999), ...chain, beside))?.toSorted()).toEqual(['0m2999', 'beside'])
  })
})

function many(first: string): readonly string[] {
  return [first, ...Array.from({ length: 20 }, (_, index) => `tool ${index}`)]
}
