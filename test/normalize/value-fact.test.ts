import { describe, expect, it } from 'vitest'
import { argumentsFact, requestFact, valueFact } from '../../src/normalize/value-fact.ts'
import { fingerprint } from './wire.ts'

describe('the fact of a value', () => {
  const data = { to: 'bob@firm.example', tags: ['a1', 'b2'] }

  it('has marks of what arguments pass, the same as text and as structure', () => {
    const fact = argumentsFact(data, fingerprint)
    const text = argumentsFact(JSON.stringify(data), fingerprint)
    expect(fact?.values).toHaveLength(15)
    expect([text?.fp, text?.values]).toEqual([fact?.fp, fact?.values])
  })

  it('is what it is without marks, where marks are not wanted or nothing is salient', () => {
    const { values: _, ...shape } = argumentsFact(data, fingerprint) ?? { fp: '', chars: 0 }
    expect(valueFact(data, fingerprint)).toEqual(shape)
    expect(argumentsFact({ n: 1 }, fingerprint)).toEqual(valueFact({ n: 1 }, fingerprint))
    expect([argumentsFact('', fingerprint), requestFact(undefined, fingerprint)]).toEqual([null, null])
  })
})
