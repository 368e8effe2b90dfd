import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTurns } from '../../src/api/turns.ts'

const limits = { atOnceMax: 8, waitingMax: 16, waitMsMax: 60_000 }

describe('createTurns', () => {
  it('gives one tenant half of the places, and another one a place at once', async () => {
    const turns = createTurns(limits)
    const asked = asking(turns)
    for (let time = 0; time < 12; time++) asked.ask('greedy')
    asked.ask('other')
    await settled()

    expect(asked.placed).toEqual(['greedy', 'greedy', 'greedy', 'greedy', 'other'])
  })

  it('serves the tenant first that has the fewest places, not the one that waits most', async () => {
    const asked = asking(createTurns(limits))
    for (let time = 0; time < 12; time++) asked.ask('a')
    for (let time = 0; time < 12; time++) asked.ask('b')
    asked.ask('c')
    await settled()
    expect(asked.placed).toEqual([...Array(4).fill('a'), ...Array(4).fill('b')])

    asked.giveBack('a')
    await settled()
    expect(asked.placed.slice(8)).toEqual(['c'])

    asked.giveBack('b')
    asked.giveBack('c')
    await settled()
    expect(asked.placed.slice(9).sort()).toEqual(['a', 'b'])
  })

  it('refuses when enough of a tenant wait, and when a wait takes too long', async () => {
    const full = createTurns({ ...limits, atOnceMax: 2, waitingMax: 1, waitMsMax: 20 })
    const first = await full.take('a')
    const waiting = full.take('a')

    expect(await full.take('a')).toBeNull()
    expect(await waiting).toBeNull()
    first?.()
    expect(await full.take('a')).not.toBeNull()
  })

  it('keeps to its bounds, counts no place twice, and in the end has answered everybody', async () => {
    const step = fc.record({ tenant: fc.constantFrom('a', 'b', 'c', 'd'), asks: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const asked = asking(createTurns({ ...limits, waitingMax: 100 }))
        const gave: (() => void)[] = []
        for (const { tenant, asks } of steps) {
          if (asks) asked.ask(tenant)
          else gave.push(...asked.giveBack(tenant))
          for (const again of gave) again()
          await settled()
          for (const one of ['a', 'b', 'c', 'd']) expect(asked.holds(one)).toBeLessThanOrEqual(4)
          expect(asked.holds(null)).toBeLessThanOrEqual(8)
        }
        for (let round = 0; round < steps.length; round++) {
          for (const tenant of ['a', 'b', 'c', 'd']) asked.giveBack(tenant)
          await settled()
        }
        expect(asked.placed).toHaveLength(steps.filter(({ asks }) => asks).length)
      }),
      { numRuns: 50 },
    )
  })
})

/** Remembers who was given a place, in order. */
function asking(turns: ReturnType<typeof createTurns>) {
  const placed: string[] = []
  const held: { readonly tenant: string; readonly giveBack: () => void }[] = []
  return {
    placed,
    ask: (tenant: string) =>
      void turns.take(tenant).then((giveBack) => {
        if (giveBack === null) return
        placed.push(tenant)
        held.push({ tenant, giveBack })
      }),
    /** The tenant's oldest place, if it has one. */
    giveBack: (tenant: string): readonly (() => void)[] => {
      const index = held.findIndex((one) => one.tenant === tenant)
      const [given] = index < 0 ? [] : held.splice(index, 1)
      given?.giveBack()
      return given === undefined ? [] : [given.giveBack]
    },
    holds: (tenant: string | null) => held.filter((one) => tenant === null || one.tenant === tenant).length,
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
