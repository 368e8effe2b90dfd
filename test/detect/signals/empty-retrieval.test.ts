import { describe, expect, it } from 'vitest'
import { emptyRetrieval } from '../../../src/detect/signals/empty-retrieval.ts'
import type { Run } from '../../../src/run/run.ts'
import { conversation, fails, nothing, result, runOf, step, works } from '../run-builder.ts'

const miss = (name = 'search_kb', args = 'a') => works(name, args, nothing)
const hit = (name = 'search_kb') => works(name, 'b', result('three pages'))

function found(run: Run): readonly (string | number)[][] {
  return emptyRetrieval
    .detect(run, null)
    .findings.map(({ locus, evidence, severity }) => [locus, evidence.length, severity])
}

describe('empty_retrieval', () => {
  it('fires when every search came back empty, more strongly when the agent answered anyway', () => {
    const answered = runOf(conversation(miss(), miss('search_kb', 'b')))
    const stopped = runOf(conversation(miss(), miss('search_kb', 'b')), { outcome: 'failed', answer: null })
    expect(found(answered)).toEqual([['search_kb', 2, 0.4]])
    expect(found(stopped)).toEqual([['search_kb', 2, 0.2]])
    expect(emptyRetrieval.detect(answered, null).findings[0]?.explanation).toBe('search_kb found nothing twice')
  })

  it('fires on a retriever without documents, whatever it is called', () => {
    const run = runOf(conversation(step({ kind: 'retrieval', name: 'VectorStore', documents: 0 })))
    expect(found(run)).toEqual([['VectorStore', 1, 0.3]])
  })

  it('holds back when a later search of the same tool found something', () => {
    expect(found(runOf(conversation(miss(), miss('search_kb', 'b'), hit())))).toEqual([])
  })

  it('takes a vain try or two after a find for ordinary refinement, three for a weakness', () => {
    const afterHit = (count: number) =>
      runOf(conversation(hit(), ...Array.from({ length: count }, (_, at) => miss('search_kb', `${at}`))))
    expect([1, 2, 3].map((count) => found(afterHit(count)).length)).toEqual([0, 0, 1])
    expect(emptyRetrieval.detect(afterHit(3), null).findings[0]?.explanation).toBe(
      'search_kb found nothing in its last 3 tries',
    )
  })

  it('is a faint finding when another lookup brought evidence', () => {
    expect(found(runOf(conversation(miss(), hit('web_search'))))).toEqual([['search_kb', 1, 0.1]])
  })

  it('takes one empty list for an ordinary answer', () => {
    expect(found(runOf(conversation(miss('list_open_tickets'))))).toEqual([])
    expect(found(runOf(conversation(miss('listOpenTickets'), miss('listOpenTickets', 'b'))))).toHaveLength(1)
  })

  it('is quiet about empty results of tools that look nothing up, and about failed lookups', () => {
    const run = runOf(
      conversation(miss('delete_order'), miss('delete_order'), fails('search_kb', 'a', null, { result: nothing })),
    )
    expect(found(run)).toEqual([])
  })

  it('takes a retriever below a search tool for the same lookup', () => {
    const outer = works('search_kb', 'a', result('text', { empty: null }), { id: 'outer' })
    const inner = step({ kind: 'retrieval', name: 'Retriever', documents: 0, parentId: 'outer' })
    expect(found(runOf(conversation(outer, inner)))).toEqual([['search_kb', 1, 0.3]])
  })

  it('abstains when no result was captured, and takes an unseen result for one that may have brought something', () => {
    const unseen = works('search_kb', 'a', null)
    expect(emptyRetrieval.detect(runOf(conversation(unseen, unseen)), null)).toEqual({
      findings: [],
      abstention: { signal: 'empty_retrieval', missing: 'tool result' },
    })
    expect(found(runOf(conversation(miss(), unseen)))).toEqual([])
  })
})
