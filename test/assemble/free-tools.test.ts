import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildForest } from '../../src/assemble/build-forest.ts'
import { firstFree, freeBy, type Wanted } from '../../src/assemble/free-tools.ts'
import type { SpanNode } from '../../src/assemble/span-node.ts'
import { tool } from './fact-builder.ts'

/** One tool span per start, in start order. */
function toolsAt(starts: readonly number[]): readonly SpanNode[] {
  return buildForest(
    'trace',
    starts.map((start, index) => tool(`${index}`.padStart(4, '0'), null, start, start + 1, { name: 'work' })),
  )
}

function freeOf(tools: readonly SpanNode[]) {
  const free = freeBy(tools, ({ fact }) => fact.name).get('work')
  if (free === undefined) throw new Error('no tools of that name')
  return free
}

const anyTime: Omit<Wanted, 'taken'> = { fromUs: 0, toUs: Number.POSITIVE_INFINITY }

describe('tool spans that no call has taken yet', () => {
  it('are listed by key, and those without a key not at all', () => {
    const tools = buildForest('trace', [tool('a', null, 0, 1), tool('b', null, 1, 2), tool('c', null, 2, 3)])
    const lists = freeBy(tools, ({ fact }) => (fact.spanId === 'b' ? null : 'key'))
    expect([...lists.keys()]).toEqual(['key'])
    expect(lists.get('key')?.tools.map(({ fact }) => fact.spanId)).toEqual(['a', 'c'])
  })

  it('are given out as a plain search would, whatever is asked for and taken', () => {
    const question = fc.record({ from: fc.nat(60), lasts: fc.nat(40), take: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 1 }),
        fc.array(question, { maxLength: 60 }),
        (starts, questions) => {
          const tools = toolsAt(starts)
          const free = freeOf(tools)
          const taken = new Set<SpanNode>()
          for (const { from, lasts, take } of questions) {
            const [fromUs, toUs] = [from * 1000, (from + lasts) * 1000]
            const found = firstFree(free, { fromUs, toUs, taken })
            const inTime = ({ fact }: SpanNode) => fact.startUs >= fromUs && fact.startUs <= toUs
            expect(found).toBe(tools.find((each) => !taken.has(each) && inTime(each)))
            if (take && found !== undefined) taken.add(found)
          }
        },
      ),
    )
  })

  it('are found behind any number of taken ones', () => {
    const tools = toolsAt(Array.from({ length: 2000 }, (_, index) => index))
    const taken = new Set(tools.slice(0, -1))
    expect(firstFree(freeOf(tools), { ...anyTime, taken })).toBe(tools.at(-1))
  })
})
