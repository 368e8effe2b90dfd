import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noOverrides } from '../../src/sign/contract.ts'
import { overridingBy } from '../../src/sign/overrides.ts'
import { serviceSigner, sign } from '../../src/sign/sign.ts'
import { someStep } from '../api/contents.ts'
import { runRecord } from '../store/builders.ts'
import { finding } from './findings.ts'

const { run } = runRecord('r1', 't1', { release: '1.4', environment: 'prod' })

describe('overrides of lessons', () => {
  it('change nothing where no rule is about the finding', () => {
    const rules = { split: [{ agent: 'writer', by: 'release' }], map: [{ signal: 'cy*', lesson: 'loops' }] } as const
    expect(overridingBy(noOverrides)(finding, run)).toBeNull()
    expect(overridingBy(rules)(finding, run)).toBeNull()
    expect(sign(finding, run, null)).toEqual(sign(finding, run))
  })

  it('tell lessons apart by an attribute, also one that a run does not tell', () => {
    const split = overridingBy({ split: [{ locus: 'charge_*', by: 'release' }], map: [] })
    const signed = (release: string | null) => sign(finding, run, split(finding, { ...run, release }))
    const [one, same, other, none] = [signed('1.4'), signed('1.4'), signed('1.5'), signed(null)]
    expect(one).toEqual(same)
    expect(new Set([one, other, none].map(({ lesson }) => lesson)).size).toBe(3)
    expect(new Set([one, other, none].map(({ signature }) => signature)).size).toBe(3)
    expect(none.override).toEqual({ split: 'release=unknown', named: '' })
  })

  it('split by the model of the evidence, else by the first one of the run', () => {
    const steps = [
      someStep({ id: 'm1', kind: 'llm', model: 'small' }),
      someStep({ id: 'b', kind: 'llm', model: 'large' }),
    ]
    const split = overridingBy({ split: [{ by: 'model' }], map: [] })
    expect(split(finding, { ...run, steps })?.split).toBe('model=large')
    expect(split({ ...finding, evidence: [] }, { ...run, steps })?.split).toBe('model=small')
  })

  it('gather findings of any agent, signal and text under the name of a lesson, each with its own signature', () => {
    const map = overridingBy({ split: [], map: [{ template: '*503', lesson: 'Payment is down' }] })
    const writer = { ...run, agent: 'writer' }
    const cycle = { ...finding, signal: 'cycle', template: 'status 503' }
    const [one, other] = [sign(finding, run, map(finding, run)), sign(cycle, writer, map(cycle, writer))]
    expect(one.lesson).toBe(other.lesson)
    expect(one.signature).not.toBe(other.signature)
    expect(one.signature).not.toBe(sign(finding, run).signature)
    expect(sign(finding, { ...run, tenant: 'other' }, map(finding, run)).lesson).not.toBe(one.lesson)
    expect(sign(finding, serviceSigner(run), map(finding, run)).lesson).not.toBe(one.lesson)
  })

  it('take the first rule that matches', () => {
    const rules = {
      split: [],
      map: [
        { signal: '*', lesson: 'first' },
        { signal: '*', lesson: 'second' },
      ],
    }
    expect(overridingBy(rules)(finding, run)).toEqual({ split: '', named: 'first' })
  })

  it('are globs, so that nothing else in them has a meaning', () => {
    const glob = fc.string({
      unit: fc.constantFrom('.', '+', '(', '[', '\\', '^', '$', 'a'),
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(glob, glob, (agent, name) => {
        const map = overridingBy({ split: [], map: [{ agent, lesson: 'x' }] })
        expect(map(finding, { ...run, agent: name }) !== null).toBe(agent === name)
      }),
    )
  })
})
