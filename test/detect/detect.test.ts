import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect, evidenceMax, findingsPerRunMax } from '../../src/detect/detect.ts'
import { signals } from '../../src/detect/signals.ts'
import type { Run } from '../../src/run/run.ts'
import type { Step } from '../../src/run/step.ts'
import { broke, conversation, fails, nothing, repeat, result, runOf, vanished, works } from './run-builder.ts'

const names = (run: Run) => detect(run).findings.map((finding) => `${finding.signal}:${finding.locus}`)

describe('detect', () => {
  it('is quiet about a healthy run', () => {
    const run = runOf(conversation(works('get_order', 'a', result('order')), works('search_kb', 'a', result('page'))))
    expect(detect(run)).toEqual({ findings: [], abstentions: [] })
  })

  it('names a retry storm once, without the tool errors it explains', () => {
    expect(names(runOf(conversation(...repeat(6, () => fails('charge_card', 'a')))))).toEqual([
      'retry_storm:charge_card',
    ])
  })

  it('keeps a tool error that the storm does not explain', () => {
    const run = runOf(conversation(...repeat(3, () => fails('charge_card', 'a')), fails('mail', 'a')))
    expect(names(run)).toEqual(['retry_storm:charge_card', 'tool_error:mail'])
  })

  it('keeps a tool error of which the storm explains only a part', () => {
    const storm = repeat(3, () => fails('charge_card', 'a'))
    const run = runOf(conversation(fails('charge_card', 'b'), works('charge_card', 'b', result('done')), ...storm))
    expect(names(run)).toEqual(['retry_storm:charge_card', 'tool_error:charge_card'])
  })

  it('reports independent weaknesses of one run side by side, the gravest first', () => {
    const run = runOf(
      conversation(
        ...repeat(3, () => fails('charge_card', 'a')),
        works('search_kb', 'a', nothing),
        fails('send_fax', 'a', broke('no', 'tool_not_found')),
      ),
    )
    expect(names(run)).toEqual(['retry_storm:charge_card', 'empty_retrieval:search_kb', 'tool_not_found:send_fax'])
  })

  it('says which signals could not judge', () => {
    const run = runOf(conversation(...repeat(3, () => works('search_kb', 'a', null, { outcome: 'unknown' }))))
    expect(detect(run).abstentions.map((abstention) => abstention.signal)).toEqual([
      'tool_error',
      'repeated_call',
      'empty_retrieval',
    ])
  })

  it('bounds the findings of a run and the evidence of a finding', () => {
    const many = runOf(conversation(...repeat(100, (index) => fails(`tool_${index}`, 'a'))))
    const long = runOf(conversation(...repeat(1000, () => fails('charge_card', 'a'))))
    expect(detect(many).findings).toHaveLength(findingsPerRunMax)
    expect(detect(long).findings[0]?.evidence).toHaveLength(evidenceMax)
    expect(detect(long).findings[0]?.explanation).toContain('1000 times')
  })

  it('has every signal once, and subsumes only signals that exist', () => {
    const known = signals.map((signal) => signal.name)
    expect(new Set(known).size).toBe(known.length)
    expect(signals.flatMap((signal) => signal.subsumes).filter((name) => !known.includes(name))).toEqual([])
  })
})

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('charge', 'search_kb', 'list_items', 'wait'),
      fc.constantFrom('a', 'b', null),
      fc.constantFrom('x', 'y', null),
    )
    .map(([name, args, fp]) => works(name, args, fp === null ? null : result(fp, { empty: fp === 'x' }))),
  fc
    .tuple(
      fc.constantFrom('charge', 'search_kb'),
      fc.constantFrom('a', null),
      fc.constantFrom('other', 'tool_not_found', 'cancelled'),
    )
    .map(([name, args, kind]) => fails(name, args, broke('failed', kind as 'other' | 'tool_not_found' | 'cancelled'))),
)

const anyRun: fc.Arbitrary<Run> = fc
  .tuple(
    fc.array(anyStep, { maxLength: 24 }),
    fc.constantFrom({}, { outcome: 'failed' as const }, vanished, { outcome: 'aborted' as const }),
  )
  .map(([steps, ending]) => runOf(conversation(...steps), ending))

describe('detect, on any run', () => {
  it('is a pure function of the run: other runs and their order change nothing, nor is the run changed', () => {
    fc.assert(
      fc.property(fc.array(anyRun, { minLength: 2, maxLength: 6 }), (runs) => {
        const before = structuredClone(runs)
        const forwards = runs.map(detect)
        const backwards = runs.toReversed().map(detect).toReversed()
        expect(backwards).toEqual(forwards)
        expect(runs).toEqual(before)
      }),
    )
  })

  it('depends on no id and no time of day', () => {
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 1, max: 1e12 }), (run, later) => {
        const moved = {
          ...run,
          id: 'f'.repeat(32),
          startUs: run.startUs + later,
          endUs: run.endUs + later,
          steps: run.steps.map((step) => ({ ...step, startUs: step.startUs + later, endUs: step.endUs + later })),
        }
        expect(detect(moved)).toEqual(detect(run))
      }),
    )
  })

  it('gives findings within their bounds, whose evidence are steps of the run, one per signal, locus and template', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const ids = new Set(run.steps.map((step) => step.id))
        const { findings } = detect(run)
        for (const finding of findings) {
          expect(finding.severity).toBeGreaterThan(0)
          expect(finding.severity).toBeLessThanOrEqual(1)
          expect(finding.evidence.every((id) => ids.has(id))).toBe(true)
          expect(finding.excess.seconds).toBeGreaterThanOrEqual(0)
        }
        const identities = findings.map(({ signal, locus, template }) => `${signal}|${locus}|${template}`)
        expect(new Set(identities).size).toBe(identities.length)
      }),
    )
  })
})
