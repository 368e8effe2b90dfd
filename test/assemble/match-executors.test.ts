import { describe, expect, it } from 'vitest'
import { buildForest } from '../../src/assemble/build-forest.ts'
import { matchExecutors } from '../../src/assemble/match-executors.ts'
import type { SpanNode } from '../../src/assemble/span-node.ts'
import type { CallTrack } from '../../src/assemble/tool-calls.ts'
import type { SpanFact, ToolCallFact } from '../../src/span/span-fact.ts'
import { call, llm, span, tool } from './fact-builder.ts'

function nodeOf(fact: SpanFact): SpanNode {
  const [node] = buildForest('trace', [fact])
  if (node === undefined) throw new Error('no span')
  return node
}

/** A call that a model asked for at one time and that was answered at another, in milliseconds. */
function asked(at: number, wanted: ToolCallFact, answeredAt: number | null = null): CallTrack {
  const answerer = answeredAt === null ? null : nodeOf(llm('later', null, answeredAt, answeredAt + 1))
  const issuer = nodeOf(llm('model', null, at, at + 1))
  return { call: wanted, issuer, place: 0, executor: null, answer: null, answerer, approval: null }
}

function work(id: string, at: number, { callFp, args }: { callFp?: string; args?: string } = {}): SpanFact {
  const passed = args === undefined ? null : { fp: args, chars: 2 }
  const body = { callFp: callFp ?? null, arguments: passed, result: null, type: null }
  return tool(id, null, at, at + 1, { name: 'work', tool: body })
}

/** Which span ran each call. */
function executors(tracks: readonly CallTrack[], facts: readonly SpanFact[]): readonly (string | null)[] {
  matchExecutors(tracks, buildForest('trace', facts))
  return tracks.map(({ executor }) => executor?.fact.spanId ?? null)
}

describe('the span that ran a call', () => {
  it('is the one with its id, before all that is alike', () => {
    const spans = [work('alike', 2, { args: '{}' }), work('same id', 9, { callFp: 'c1' })]
    expect(executors([asked(0, call('work', 'c1'))], spans)).toEqual(['same id'])
  })

  it('is one with its arguments before one that only has its name', () => {
    const spans = [work('other arguments', 2, { args: '{"a":1}' }), work('same arguments', 3, { args: '{}' })]
    expect(executors([asked(0, call('work'))], spans)).toEqual(['same arguments'])
    expect(executors([asked(0, call('work'))], [work('only named so', 2)])).toEqual(['only named so'])
  })

  it('runs no second call', () => {
    const calls = [asked(0, call('work')), asked(0, call('work')), asked(0, call('work'))]
    expect(executors(calls, [work('first', 2), work('second', 3)])).toEqual(['first', 'second', null])
  })

  it('starts after the call was asked for and before it was answered, but for what clocks are off', () => {
    const spans = [work('before', 2), work('within', 8), work('after', 30)]
    expect(executors([asked(10, call('work'), 20)], spans)).toEqual(['within'])
    expect(executors([asked(11, call('work'), 20)], spans)).toEqual([null])
  })

  it('is none with the id of another call, where the call has an id too', () => {
    const spans = [work('of another', 2, { callFp: 'c2' })]
    expect(executors([asked(0, call('work', 'c1'))], spans)).toEqual([null])
    expect(executors([asked(0, call('work'))], spans)).toEqual(['of another'])
  })

  it('is a handoff with an id that no model issued, but not one that another call has', () => {
    const body = { callFp: 'own', arguments: null, result: null, type: null }
    const handoff = span('handoff', null, 2, 3, { kind: 'handoff', role: 'leaf', name: 'transfer_to_b', tool: body })
    expect(executors([asked(0, call('transfer_to_b', 'c1'))], [handoff])).toEqual(['handoff'])
    const both = [asked(0, call('transfer_to_b', 'c1')), asked(0, call('other', 'own'))]
    expect(executors(both, [handoff])).toEqual([null, 'handoff'])
  })

  it('is a handoff that does not tell where it went, for a call that hands over', () => {
    const handoff = span('handoff', null, 2, 3, { kind: 'handoff', role: 'leaf', name: 'handoff' })
    expect(executors([asked(0, call('transfer_to_billing'))], [handoff])).toEqual(['handoff'])
    expect(executors([asked(0, call('work'))], [handoff])).toEqual([null])
  })
})
