import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noExcess, recoveries } from '../../src/finding/finding.ts'
import { scheme } from '../../src/sign/scheme.ts'
import { lessonOf, serviceSigner, sign, signatureOf, signatureParts } from '../../src/sign/sign.ts'
import { token, tokenBytesMax } from '../../src/sign/token.ts'
import { finding, run } from './findings.ts'

describe('sign', () => {
  it('gives 32 hex digits, fixed for all time under one scheme', () => {
    const signed = sign(finding, run)
    expect(scheme.version).toBe(3)
    expect(signed.signature).toBe('8c8653ea06acf9d738c86f176ce70423')
    expect(signed.lesson).toBe('efb7e02083e7b32ec3d42e613bdf302e')
  })

  it('differs when any part differs, and nothing else changes it', () => {
    const { signature } = sign(finding, run)
    const others = [
      sign(finding, { ...run, tenant: 'other' }),
      sign(finding, { ...run, agent: 'other' }),
      sign(finding, serviceSigner({ tenant: run.tenant, service: run.agent })),
      sign({ ...finding, signal: 'other' }, run),
      sign({ ...finding, locus: 'other' }, run),
      sign({ ...finding, template: 'other' }, run),
      sign({ ...finding, recovery: 'stopped' }, run),
    ]
    expect(new Set([signature, ...others.map((other) => other.signature)]).size).toBe(8)
    const same = sign(
      { ...finding, evidence: [], severity: 1, explanation: '', excess: { ...noExcess, calls: 9 } },
      run,
    )
    expect(same.signature).toBe(signature)
  })

  it('is what its parts say, the first time and every further time', () => {
    const words = fc.constantFrom('', 'a', '1:a', 'a1:', 'timeout', 'x'.repeat(2000))
    const parts = fc.record({ tenant: words, agent: words, signal: words, locus: words, template: words })
    const override = fc.option(fc.record({ split: words, named: words }))
    fc.assert(
      fc.property(parts, override, ({ tenant, agent, ...found }, rule) => {
        const signed = sign({ ...finding, ...found }, { tenant, agent }, rule)
        const told = signatureParts({ ...finding, ...found }, { tenant, agent }, rule)
        expect([signed.signature, signed.lesson]).toEqual([signatureOf(told), lessonOf(told)])
      }),
      { numRuns: 500 },
    )
  })

  it('gives one lesson for every recovery, and another for any other difference', () => {
    const lessons = recoveries.map((recovery) => sign({ ...finding, recovery }, run).lesson)
    expect(new Set(lessons).size).toBe(1)
    expect(sign({ ...finding, template: 'other' }, run).lesson).not.toBe(lessons[0])
    expect(sign(finding, run).signature).not.toBe(lessons[0])
  })

  it('has no two lists of parts that sign alike', () => {
    const part = fc.string({ unit: fc.constantFrom('1', '2', ':', 'a'), maxLength: 6 })
    const parts = fc.record({ locus: part, template: part, signal: part })
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const [a, b] = [one, other].map((each) => ({ ...finding, ...each }))
        if (a === undefined || b === undefined) return
        const alike = JSON.stringify(signatureParts(a, run)) === JSON.stringify(signatureParts(b, run))
        expect(sign(a, run).signature === sign(b, run).signature).toBe(alike)
      }),
    )
  })

  it('does not depend on which run it was, when it ran, or what was signed before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ tenant: fc.string(), agent: fc.string(), id: fc.uuid(), startUs: fc.nat() })),
        (runs) => {
          const forwards = runs.map((each) => sign(finding, each).signature)
          const backwards = runs
            .toReversed()
            .map((each) => sign(finding, { tenant: each.tenant, agent: each.agent }).signature)
          expect(backwards.toReversed()).toEqual(forwards)
        },
      ),
    )
  })
})

describe('token', () => {
  it('takes names that only look different for the same', () => {
    expect(token(' caf\u0065\u0301 \u200b')).toBe('caf\u00e9')
    expect(token('refund\u202e\u0000')).toBe('refund')
  })

  it('is at most 64 bytes, well formed, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const short = token(name)
        expect(Buffer.byteLength(short)).toBeLessThanOrEqual(tokenBytesMax)
        expect(short.isWellFormed()).toBe(true)
        expect(token(short)).toBe(short)
      }),
      { numRuns: 2000 },
    )
  })
})
