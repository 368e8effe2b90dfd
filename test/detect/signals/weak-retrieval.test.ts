import { describe, expect, it } from 'vitest'
import { weakRetrieval } from '../../../src/detect/signals/weak-retrieval.ts'
import type { Step } from '../../../src/run/step.ts'
import { conversation, nothing, repeat, result, runOf, works } from '../run-builder.ts'

const hit = (args: string) => works('search_kb', args, result(args))
const miss = (args: string) => works('search_kb', args, nothing)
const detect = (...actions: readonly Step[]) => weakRetrieval.detect(runOf(conversation(...actions)), null)

describe('weak_retrieval', () => {
  it('fires where every other lookup of a tool was in vain', () => {
    expect(detect(miss('a'), hit('b'), miss('c'), hit('d')).findings).toMatchObject([
      { locus: 'search_kb', evidence: ['step-1', 'step-5'], explanation: 'search_kb found nothing in 2 of 4 tries' },
    ])
  })

  it('is quiet about a vain try now and then, about two tries, and where nothing was ever found', () => {
    expect(detect(miss('a'), hit('b'), hit('c')).findings).toEqual([])
    expect(detect(miss('a'), hit('b')).findings).toEqual([])
    expect(detect(miss('a'), miss('b'), miss('c')).findings).toEqual([])
  })

  it('abstains where no result was captured', () => {
    const blind = repeat(3, (index) => works('search_kb', `${index}`, null))
    expect(detect(...blind).abstention).toEqual({ signal: 'weak_retrieval', missing: 'tool result' })
  })
})
