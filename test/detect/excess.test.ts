import { describe, expect, it } from 'vitest'
import { excessOf } from '../../src/detect/excess.ts'
import { asks, conversation, fails, runOf, sideBySide, step } from './run-builder.ts'

describe('excess', () => {
  it('counts the wasted calls and the model calls that asked for them', () => {
    const run = runOf(conversation(fails('charge', 'a'), fails('charge', 'a'), fails('charge', 'a')))
    const excess = excessOf(run, run.steps.filter((each) => each.kind === 'tool').slice(1))
    expect(excess.calls).toBe(2)
    expect(excess.tokens).toBe(240)
    expect(excess.usd).toBeCloseTo(0.02)
    expect(excess.seconds).toBeCloseTo(0.4)
  })

  it('leaves out a model call that asked for useful work too', () => {
    const batch = sideBySide([fails('charge', 'a', null, { id: 'bad' }), step({ id: 'good' })], 1)
    const run = runOf([asks(), ...batch])
    const excess = excessOf(
      run,
      run.steps.filter((each) => each.id === 'bad'),
    )
    expect(excess).toMatchObject({ calls: 1, tokens: 0, usd: 0 })
  })

  it('counts what ran below a wasted call, and the clock only once', () => {
    const outer = step({ id: 'outer', name: 'researcher', startUs: 1_000_000, endUs: 3_000_000 })
    const inner = asks({ parentId: 'outer', agent: 'researcher', startUs: 1_500_000, endUs: 2_000_000 })
    const run = runOf([outer, inner])
    expect(excessOf(run, run.steps.slice(0, 1))).toMatchObject({ calls: 1, tokens: 120, seconds: 2 })
  })

  it('is reckoned when it is looked at, and then plain to copy', () => {
    const run = runOf(conversation(fails('charge', 'a'), fails('charge', 'a')))
    const excess = excessOf(run, run.steps.slice(-1))
    expect(structuredClone({ ...excess })).toEqual(JSON.parse(JSON.stringify(excess)))
    expect(Object.keys(excess)).toEqual(['usd', 'tokens', 'seconds', 'calls', 'approvals'])
  })

  it('counts so many steps below the wasted ones and no more', () => {
    const outer = step({ id: 'outer', startUs: 0, endUs: 1e9 })
    const nested = Array.from({ length: 3000 }, (_, index) =>
      asks({
        id: `n${index}`,
        parentId: index === 0 ? 'outer' : `n${index - 1}`,
        startUs: index + 1,
        endUs: 1e9 - index,
      }),
    )
    const run = runOf([outer, ...nested])
    expect(excessOf(run, run.steps.slice(0, 1)).tokens).toBe(1024 * 120)
  })
})
