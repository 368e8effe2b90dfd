import { describe, expect, test } from 'vitest'
import { type Comparison, compare } from '../../bench/scoreboard/compare.ts'
import { expectedOf } from '../../bench/scoreboard/expected.ts'
import type { ManifestStep } from '../../bench/scoreboard/manifest.ts'
import type { SeenRun, SeenStep } from '../../bench/scoreboard/seen.ts'

function calls(...names: string[]): ManifestStep {
  return { kind: 'llm', toolCalls: names.map((name) => ({ name })) }
}

function ran(tool: string, result = 'ok'): ManifestStep {
  return { kind: 'tool', tool, result }
}

const text: ManifestStep = { kind: 'llm' }
const end: ManifestStep = { kind: 'run_end' }

function saw(...steps: string[]): SeenRun {
  return { outcome: 'completed', signals: [], steps: steps.map(seenStep) }
}

/** `kind/name:outcome`, a tool where no kind is given. */
function seenStep(written: string): SeenStep {
  const [path = '', outcome = ''] = written.split(':')
  const [first = '', second] = path.split('/')
  return second === undefined ? { kind: 'tool', name: first, outcome } : { kind: first, name: second, outcome }
}

function judge(
  steps: ManifestStep[],
  seen: SeenRun[],
  options: { mode?: string; statuses?: string[] } = {},
): Comparison {
  const runs = (options.statuses ?? ['completed']).map((status) => ({ status }))
  const expected = { steps, runs, failureMode: options.mode ?? 'none' }
  return compare(expectedOf({ client: 'c', scenario: 's', expected }), seen)
}

describe('steps', () => {
  test('the same tools in the same order with the same outcomes match', () => {
    const steps = [calls('a'), ran('a', 'error'), calls('a'), ran('a'), text, end]

    expect(judge(steps, [saw('a:error', 'a:ok')]).steps).toEqual({ ok: true })
  })

  test.each([
    ['another order', ['b:ok', 'a:ok']],
    ['another outcome', ['a:ok', 'b:error']],
    ['an unknown outcome', ['a:ok', 'b:unknown']],
    ['a missing step', ['a:ok']],
    ['a step too many', ['a:ok', 'b:ok', 'b:ok']],
    ['another tool', ['a:ok', 'c:ok']],
    ['nothing', []],
  ])('%s is a miss', (_, seen) => {
    expect(judge([calls('a'), ran('a'), calls('b'), ran('b'), end], [saw(...seen)]).steps).toMatchObject({ ok: false })
  })

  test('tools that one model call asked for may come in any order', () => {
    const steps = [calls('a', 'a', 'b'), ran('a'), ran('a'), ran('b'), text, end]

    expect(judge(steps, [saw('b:ok', 'a:ok', 'a:ok')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('b:ok', 'b:ok', 'a:ok')]).steps).toMatchObject({ ok: false })
  })

  test('retries inside of one call keep their order', () => {
    const steps = [calls('a'), ran('a', 'error'), ran('a'), text, end]

    expect(judge(steps, [saw('a:ok', 'a:error')]).steps).toMatchObject({ ok: false })
  })

  test('a call for which no body ran may show or not, but only as often as it was asked', () => {
    const steps = [calls('fax'), calls('a'), ran('a'), text, end]

    expect(judge(steps, [saw('a:ok')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('fax:error', 'a:ok')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('fax:error', 'fax:error', 'a:ok')]).steps).toMatchObject({ ok: false })
  })

  test('a refused call of a tool that later ran does not stand for the one that ran', () => {
    const steps = [calls('a'), calls('a'), ran('a'), text, end]

    expect(judge(steps, [saw('a:error', 'a:ok')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('a:error')]).steps).toMatchObject({ ok: false })
  })

  test('an approval shows as its own step, or as the tool that was held back', () => {
    const steps = [calls('pay'), { kind: 'approval', tool: 'pay', decision: 'rejected' }, text, end]

    expect(judge(steps, [saw('approval/pay:rejected')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('pay:rejected')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('pay:waiting')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('approval/pay:ok')]).steps).toMatchObject({ ok: false })
    expect(judge(steps, [saw('pay:error')]).steps).toMatchObject({ ok: false })
    expect(judge(steps, [saw()]).steps).toMatchObject({ ok: false })
  })

  test('an approved call shows its approval and then runs', () => {
    const steps = [calls('pay'), { kind: 'approval', tool: 'pay', decision: 'approved' }, ran('pay'), text, end]

    expect(judge(steps, [saw('approval/pay:ok', 'pay:ok')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('approval/pay:rejected', 'pay:ok')]).steps).toMatchObject({ ok: false })
    expect(judge(steps, [saw('pay:ok')]).steps).toMatchObject({ ok: false })
  })

  test('a guardrail that tripped is not one that let pass', () => {
    const steps = [{ kind: 'guardrail', name: 'g', tripped: true }, end]

    expect(judge(steps, [saw('guardrail/g:rejected')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('guardrail/g:ok')]).steps).toMatchObject({ ok: false })
  })

  test('a handoff shows as one or as the tool that hands over', () => {
    const steps = [calls('transfer'), { kind: 'handoff', to: 'b' }, calls('a'), ran('a'), end]

    expect(judge(steps, [saw('handoff/x:ok', 'a:ok')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('transfer:ok', 'a:ok')]).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('a:ok')]).steps).toMatchObject({ ok: false })
  })

  test('a retriever inside of a search tool is not counted, one instead of the tool only where no model asked', () => {
    expect(judge([calls('find'), ran('find'), end], [saw('find:ok', 'retrieval/r:ok')]).steps).toEqual({ ok: true })
    expect(judge([ran('find'), text, end], [saw('retrieval/r:ok')]).steps).toEqual({ ok: true })
    expect(judge([calls('find'), ran('find'), end], [saw('retrieval/r:ok')]).steps).toMatchObject({ ok: false })
  })

  test('runs are matched in any order, each once', () => {
    const steps = [calls('a'), ran('a'), end, calls('b'), ran('b'), end]
    const two = { statuses: ['completed', 'completed'] }

    expect(judge(steps, [saw('b:ok'), saw('a:ok')], two).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('a:ok'), saw('a:ok')], two).steps).toMatchObject({ ok: false })
  })

  test('runs at the same time each take the same steps', () => {
    const steps = [calls('a'), calls('a'), ran('a'), ran('a'), text, text, end, end]
    const two = { statuses: ['completed', 'completed'] }

    expect(judge(steps, [saw('a:ok'), saw('a:ok')], two).steps).toEqual({ ok: true })
    expect(judge(steps, [saw('a:ok', 'a:ok'), saw()], two).steps).toMatchObject({ ok: false })
  })

  test('a run cut in two is a miss of runs, not of steps', () => {
    const comparison = judge([calls('a'), ran('a'), calls('b'), ran('b'), end], [saw('a:ok'), saw('b:ok')])

    expect(comparison).toMatchObject({ runs: { ok: false, expected: '1', saw: '2' }, steps: { ok: true } })
  })

  test('a miss says what was expected and what was seen', () => {
    const { steps } = judge([calls('a', 'fax'), ran('a'), ran('a'), end], [saw('a:error')])

    expect(steps).toEqual({ ok: false, expected: 'a:ok×2 (fax×1)', saw: 'a:error' })
  })
})

describe('outcome', () => {
  test.each([
    ['completed', 'completed', true],
    ['completed', 'failed', false],
    ['error', 'failed', true],
    ['error', 'completed', false],
    ['aborted', 'aborted', true],
    ['aborted', 'failed', false],
    ['killed', 'unknown', true],
    ['killed', 'completed', false],
    ['turn_limit', 'completed', true],
    ['truncated', 'failed', true],
    ['guardrail_tripped', 'completed', true],
    ['a new word', 'completed', false],
  ])('%s seen as %s: %s', (status, outcome, ok) => {
    const comparison = judge([end], [{ ...saw(), outcome }], { statuses: [status] })

    expect(comparison.outcome?.ok).toBe(ok)
  })
})

describe('findings', () => {
  test('a planted weakness is named by its signal in any of the runs', () => {
    const named = { ...saw(), signals: ['repeated_call'] }

    expect(judge([end], [saw(), named], { mode: 'loop' }).weakness).toEqual({ ok: true })
    expect(judge([end], [saw()], { mode: 'loop' }).weakness).toEqual({
      ok: false,
      expected: 'repeated_call',
      saw: 'nothing',
    })
  })

  test('a weakness that none of the signals is about is not counted', () => {
    expect(judge([end], [saw()], { mode: 'recovered_llm_error' })).toMatchObject({ weakness: null, quiet: null })
  })

  test('a healthy run with a finding is not quiet', () => {
    expect(judge([end], [saw()]).quiet).toEqual({ ok: true })
    expect(judge([end], [{ ...saw(), signals: ['tool_error'] }]).quiet).toMatchObject({ ok: false, saw: 'tool_error' })
  })
})
