import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groups, groupsOfTwo, keyOf, mostFrequent } from '../../src/detect/groups.ts'

interface Item {
  readonly tool: string
  readonly error: string
}

const items = fc.array(fc.record({ tool: fc.constantFrom('a', 'b', 'a1', ''), error: fc.constantFrom('x', '1x', '') }))

describe('groups', () => {
  it('of two keys are those of both keys in one, in the same order', () => {
    fc.assert(
      fc.property(items, (all: readonly Item[]) => {
        const ofBoth = groups(all, ({ tool, error }) => keyOf(tool, error))
        const ofTwo = groupsOfTwo(
          all,
          ({ tool }) => tool,
          ({ error }) => error,
        )
        expect(ofTwo).toEqual(ofBoth)
      }),
    )
  })

  it('beyond sixty-four are the largest ones', () => {
    const once = Array.from({ length: 200 }, (_, index) => `${index}`)
    const found = groups([...once, 'often', 'often'], (each) => each)
    expect(found.length).toBe(64)
    expect(found[0]).toEqual(['often', 'often'])
    const ofTwo = groupsOfTwo(
      once,
      (each) => each,
      () => '',
    )
    expect(ofTwo.length).toBe(64)
  })

  it('name the most frequent value, the first seen one on a tie', () => {
    expect(mostFrequent(['b', 'a', 'a', 'b', 'c'])).toBe('b')
    expect(mostFrequent(['b', 'a', 'a'])).toBe('a')
    expect(mostFrequent([])).toBeNull()
  })
})
