import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildForest } from '../../src/assemble/build-forest.ts'
import { nearestAbove, type SpanNode, walk } from '../../src/assemble/span-node.ts'
import { span } from './fact-builder.ts'

/** A tree in which each span but the first hangs from an earlier one. */
function tree(parents: readonly number[]): readonly SpanNode[] {
  const facts = parents.map((parent, index) => span(`${index}`, index === 0 ? null : `${parent % index}`, index, 1000))
  return buildForest('trace', facts).flatMap((top) => walk(top))
}

/** The rule itself, climbed anew for every node. */
function climbed(node: SpanNode, matches: (node: SpanNode) => boolean, end: SpanNode | null): SpanNode | null {
  for (let up = node.parent; up !== null && up !== end; up = up.parent) if (matches(up)) return up
  return null
}

describe('the nearest span above that is looked for', () => {
  it('is the one that climbing finds, in whatever order and whatever tree it is asked for', () => {
    const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(parents, fc.array(fc.nat(40)), fc.nat(40), fc.array(fc.nat(40)), (made, wanted, last, asked) => {
        const nodes = tree(made)
        const matches = ({ fact }: SpanNode) => wanted.includes(Number(fact.spanId))
        const end = nodes[last] ?? null
        const above = nearestAbove(matches, end)
        for (const place of [...asked, ...nodes.keys()]) {
          const node = nodes[place]
          if (node !== undefined) expect(above(node)).toBe(climbed(node, matches, end))
        }
      }),
    )
  })

  it('is climbed to once in a deep tree, however many below ask', () => {
    const nodes = tree(Array.from({ length: 2000 }, (_, index) => Math.max(0, index - 1)))
    let asked = 0
    const above = nearestAbove(() => {
      asked += 1
      return false
    })
    for (const node of nodes.toReversed()) above(node)
    for (const node of nodes) above(node)
    // Once for every span on the first way up, and then once for every question.
    expect(asked).toBeLessThanOrEqual(3 * nodes.length)
  })
})
