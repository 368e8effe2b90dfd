import { describe, expect, it } from 'vitest'
import { answeredWithoutEvidence } from '../../../src/detect/signals/answered-without-evidence.ts'
import { findingsIn } from '../captured.ts'
import { conversation, fails, nothing, result, runOf, step, works } from '../run-builder.ts'

const miss = (name: string) => works(name, 'a', nothing)
const found = (...args: Parameters<typeof runOf>) => answeredWithoutEvidence.detect(runOf(...args), null).findings

describe('answered_without_evidence', () => {
  it('is a hint when all that a searching agent did was in vain and it answered', () => {
    expect(found(conversation(miss('search_docs'), fails('search_web', 'a')))).toMatchObject([
      { locus: 'search_web', evidence: ['step-1', 'step-3'], severity: 0.25, recovery: 'answered' },
    ])
  })

  it('is more than a hint when a retriever was among it', () => {
    const retriever = step({ kind: 'retrieval', name: 'Store', documents: 0 })
    expect(found(conversation(retriever, fails('search_web', 'a')))[0]?.severity).toBe(0.4)
  })

  it('is quiet when any step brought something', () => {
    expect(found(conversation(miss('search_docs'), works('get_order', 'a', result('order'))))).toEqual([])
    expect(found(conversation(miss('search_docs'), works('create_ticket', 'a', null)))).toEqual([])
  })

  it('is quiet when the agent did not answer, and when it does not search', () => {
    expect(found(conversation(miss('search_docs')), { outcome: 'failed', answer: null })).toEqual([])
    expect(found(conversation(miss('search_docs')), { answer: null })).toEqual([])
    expect(found(conversation(fails('charge', 'a')))).toEqual([])
  })

  it('takes a retriever below a search tool for the same step', () => {
    const outer = miss('search_docs')
    const inner = step({ kind: 'retrieval', name: 'Store', parentId: 'outer' })
    expect(found(conversation({ ...outer, id: 'outer' }, inner))).toHaveLength(1)
  })

  it('abstains where nothing else was found and the result of a lookup was not captured', () => {
    const run = runOf(conversation(miss('search_docs'), works('search_web', 'a', null)))
    expect(answeredWithoutEvidence.detect(run, null)).toEqual({
      findings: [],
      abstention: { signal: 'answered_without_evidence', missing: 'tool result' },
    })
  })

  it('gives way to empty_retrieval in a real capture', async () => {
    expect(await findingsIn('openai-otel/empty-retrieval')).toEqual(['empty_retrieval:search_kb'])
  })
})
