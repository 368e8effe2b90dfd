import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect, evidenceMax, findingsPerRunMax } from '../../src/detect/detect.ts'
import { signals } from '../../src/detect/signals.ts'
import { noExcess } from '../../src/finding/finding.ts'
import { measureNames } from '../../src/run/baseline.ts'
import type { Run } from '../../src/run/run.ts'
import type { Step } from '../../src/run/step.ts'
import { findingsIn } from './captured.ts'
import {
  answers,
  asks,
  baselineOf,
  broke,
  conversation,
  evaluation,
  failedWith,
  fails,
  nothing,
  quantiles,
  repeat,
  result,
  runOf,
  step,
  vanished,
  works,
} from './run-builder.ts'
import { executes, says, teamRun } from './turns.ts'

const names = (run: Run) => detect(run).findings.map((finding) => `${finding.signal}:${finding.locus}`)
/** Without what is said of the run as a whole. */
const stepNames = (run: Run) => names(run).filter((name) => !name.endsWith(`:${run.agent}`))

describe('detect', () => {
  it('what no step was wasted on costs what the run took beyond its usual, a hint nothing', () => {
    const run = runOf(conversation(works('get_order', 'a', result('order'))), failedWith('worker lost'))
    const totals = { ...run.totals, costUsd: 3, durationMs: 60_000, toolCalls: 9 }
    const usual = baselineOf({ costUsd: quantiles(1, 2), durationMs: quantiles(20_000, 1e6), calls: quantiles(4, 40) })
    const excessOf = (baseline: typeof usual | null) =>
      detect({ ...run, totals }, baseline).findings.find(({ signal }) => signal === 'run_failed')?.excess

    expect(excessOf(usual)).toEqual({ usd: 2, tokens: 0, seconds: 40, calls: 5, approvals: 0 })
    expect(excessOf(null)).toEqual(noExcess)
    expect(excessOf({ ...usual, runs: 3 })).toEqual(noExcess)
  })

  it('is quiet about a healthy run', () => {
    const run = runOf(conversation(works('get_order', 'a', result('order')), works('search_kb', 'a', result('page'))))
    const usual = quantiles(5, 1e9)
    const old = baselineOf(Object.fromEntries(measureNames.map((name) => [name, usual])))
    expect(detect(run, old)).toEqual({
      findings: [],
      abstentions: [
        { signal: 'long_output', missing: 'output tokens' },
        { signal: 'scope_violation', missing: 'offered tools' },
        { signal: 'cost_outlier', missing: 'cost' },
        { signal: 'token_outlier', missing: 'tokens' },
      ],
    })
  })

  it.each([
    'vercel-ai-7/success',
    'openai-agents/handoff',
    'openai-openinference/handoff',
    'openai-traceloop/llm-429',
    'anthropic-traceloop/success-bare',
  ])('is quiet about a healthy run of a real framework: %s', async (capture) => {
    expect(await findingsIn(capture)).toEqual([])
  })

  it('puts what ended the run of several agents down to the one whose work came first', () => {
    const failed = { outcome: 'error', error: broke() } as const
    const parts = [says('planner', 'a'), says('coder', 'b'), executes('x', failed), says('critic', 'c')]
    const { findings } = detect(teamRun([...parts, says('coder', 'd')]))
    expect(findings.map(({ signal, locus, evidence }) => ({ signal, locus, evidence }))).toMatchObject([
      { signal: 'unrecovered_error', locus: 'coder', evidence: ['b', 'd', 'x'] },
      { signal: 'built_on_first_try', locus: 'coder', evidence: ['b', 'd'] },
      { signal: 'weak_recovery', locus: 'execute' },
    ])
  })

  it('names a retry storm once, without the tool errors it explains', () => {
    expect(names(runOf(conversation(...repeat(6, () => fails('charge_card', 'a')))))).toEqual([
      'retry_storm:charge_card',
    ])
  })

  it('keeps a tool error that the storm does not explain', () => {
    const run = runOf(conversation(fails('mail', 'a'), ...repeat(3, () => fails('charge_card', 'a'))))
    expect(stepNames(run)).toEqual(['retry_storm:charge_card', 'tool_error:mail'])
  })

  it('keeps a tool error of which the storm explains only a part', () => {
    const storm = repeat(3, () => fails('charge_card', 'a'))
    const run = runOf(conversation(fails('charge_card', 'b'), works('charge_card', 'b', result('done')), ...storm))
    expect(stepNames(run)).toEqual(['retry_storm:charge_card', 'tool_error:charge_card'])
  })

  it('reports independent weaknesses of one run side by side, the gravest first', () => {
    const run = runOf(
      conversation(
        ...repeat(3, () => fails('charge_card', 'a')),
        works('search_kb', 'a', nothing),
        fails('send_fax', 'a', broke('no', 'tool_not_found')),
      ),
    )
    expect(stepNames(run)).toEqual(['retry_storm:charge_card', 'empty_retrieval:search_kb', 'tool_not_found:send_fax'])
  })

  it('says which signals could not judge', () => {
    const run = runOf(conversation(...repeat(3, () => works('search_kb', 'a', null, { outcome: 'unknown' }))))
    const { abstentions } = detect(run)
    const young = abstentions.filter(({ missing }) => missing === 'baseline of 20 healthy runs')
    expect(
      abstentions
        .filter((each) => !young.includes(each))
        .map(({ signal }) => signal)
        .toSorted(),
    ).toEqual([
      'answered_without_evidence',
      'cost_outlier',
      'empty_retrieval',
      'injected_instruction',
      'long_output',
      'low_yield',
      'repeated_call',
      'token_outlier',
      'tool_error',
      'weak_retrieval',
    ])
    expect(young.map(({ signal }) => signal)).toEqual(['excess_steps', 'early_stop', 'long_answer', 'latency_outlier'])
  })

  it.each([
    ['llm_error', [asks({ outcome: 'error', error: broke('500') })]],
    ['rate_limited', [asks({ outcome: 'error', error: broke('429', 'rate_limited') })]],
    ['output_truncated', [answers({ finish: 'length', outcome: 'error' })]],
    ['content_filtered', [answers({ finish: 'content_filter' })]],
    ['guardrail_blocked', [step({ kind: 'guardrail', name: 'pii', outcome: 'rejected' })]],
    ['approval_rejected', [asks(), step({ kind: 'approval', name: 'refund', outcome: 'rejected' })]],
    ['tool_error', [asks(), fails('charge', 'a')]],
    ['tool_timeout', [asks(), fails('charge', 'a', broke('timed out', 'timeout'))]],
    ['permission_denied', [asks(), fails('charge', 'a', broke('403', 'permission_denied'))]],
    ['invalid_arguments', [asks(), fails('charge', 'a', broke('invalid', 'invalid_arguments'))]],
    ['tool_not_found', [asks(), fails('charge', 'a', broke('no such tool', 'tool_not_found'))]],
    ['run_failed', [asks(), works('charge', 'a', result('done')), answers()]],
  ] as const)('names a failed run once, as %s, when that is what it failed on', (signal, steps) => {
    const run = runOf(steps, failedWith('it broke'))
    expect(detect(run).findings.map((finding) => finding.signal)).toEqual([signal])
  })

  it.each([
    ['repeated_call', () => works('check', 'a', result('open'))],
    ['cycle', (index: number) => works(['check', 'look'][index % 2] ?? '', 'a', result('open'))],
    ['retry_storm', () => fails('check', 'a')],
  ] as const)('names a run that went to its turn limit once, as %s', (signal, make) => {
    const steps = repeat(8, make).flatMap((action) => [asks(), action])
    const run = runOf([...steps, asks()], failedWith('turn limit', 'turn_limit'))
    expect(detect(run).findings.map((finding) => finding.signal)).toEqual([signal])
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

  it('has no two signals that subsume each other, not even over others', () => {
    const by = new Map(signals.map((signal) => [signal.name, signal.subsumes]))
    const below = (name: string, seen: ReadonlySet<string>): readonly string[] =>
      (by.get(name) ?? []).flatMap((next) =>
        seen.has(next) ? [next] : [next, ...below(next, new Set([...seen, next]))],
      )
    expect(signals.filter(({ name }) => below(name, new Set()).includes(name))).toEqual([])
  })
})

describe('subsumption', () => {
  it('may be shared: what several findings explain together is dropped', () => {
    const search = (name: string) => works(name, 'a', nothing)
    expect(names(runOf(conversation(search('search_docs'), search('search_faq'))))).toEqual([
      'empty_retrieval:search_docs',
      'empty_retrieval:search_faq',
    ])
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

const anyOther: fc.Arbitrary<Step> = fc.constantFrom(
  asks({ outcome: 'error', error: broke('429', 'rate_limited') }),
  asks({ outcome: 'error', error: broke('unable to parse tool call', 'invalid_arguments') }),
  asks({ outcome: 'error', finish: 'error', model: null }),
  answers({ finish: 'length' }),
  answers({ finish: 'content_filter', answer: null }),
  step({ kind: 'guardrail', name: 'pii', outcome: 'rejected' }),
  step({ kind: 'approval', name: 'charge', outcome: 'rejected' }),
  step({ kind: 'handoff', name: 'billing' }),
)

const anyRun: fc.Arbitrary<Run> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: anyStep }, { weight: 1, arbitrary: anyOther }), { maxLength: 24 }),
    fc.constantFrom<Partial<Run>>(
      {},
      { answer: null },
      failedWith('it broke'),
      failedWith('turn limit', 'turn_limit'),
      failedWith('tripped', 'guardrail'),
      vanished,
      { outcome: 'aborted' },
    ),
    fc.array(fc.constantFrom(evaluation({ passed: false }), evaluation({ passed: false, by: 'human' })), {
      maxLength: 3,
    }),
  )
  .map(([steps, ending, evaluations]) => runOf(conversation(...steps), { ...ending, evaluations }))

describe('detect, on any run', () => {
  it('is a pure function of the run: other runs and their order change nothing, nor is the run changed', () => {
    fc.assert(
      fc.property(fc.array(anyRun, { minLength: 2, maxLength: 6 }), (runs) => {
        const before = structuredClone(runs)
        const forwards = runs.map((run) => detect(run))
        const backwards = runs
          .toReversed()
          .map((run) => detect(run))
          .toReversed()
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
