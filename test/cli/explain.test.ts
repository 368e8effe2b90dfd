import { describe, expect, test } from 'vitest'
import { hexId, someRecord, someRun, someStep, stormLesson, stormSignature } from '../api/contents.ts'
import { serve } from '../api/served.ts'
import { askedApi } from './asked-api.ts'
import { cli } from './cli.ts'

const ask = askedApi()

describe('explain', () => {
  test('a signature: its parts, counts with denominator, variants, exemplars, scorecard', async () => {
    const { code, out } = await ask('explain', stormSignature)

    expect(code).toBe(0)
    expect(out).toMatch(/^ {2}signal +retry_storm \(repeated_weak_trajectory\)$/m)
    expect(out).toMatch(/^ {2}template +timeout after <\*>$/m)
    expect(out).toMatch(/^ {2}recovery +stopped$/m)
    expect(out).toContain('4 of 120 runs of support-agent (3 %)')
    expect(out).toContain('charge_card×7')
    expect(out).toContain(hexId('1'))
    expect(out).toMatch(/^ {2}patterned +✓ pass +0\.67 +4 of 120 runs/m)
  })

  test('a signature: what makes its lesson, and what was masked', async () => {
    const { out } = await ask('explain', stormSignature)

    expect(out).toMatch(/^ {2}gist +timeout after$/m)
    expect(out).toContain('<*> stands for what was masked, 1 place of the template')
  })

  test('two signatures: why they are, or are not, one lesson', async () => {
    const { code, out } = await ask('explain', stormSignature, stormSignature)
    const json = await ask('explain', stormSignature, stormSignature, '--json')

    expect(code).toBe(0)
    expect(out).toContain('One lesson\n  they are one signature')
    expect(JSON.parse(json.out)).toMatchObject({ kind: 'comparison', comparison: { with: { oneLesson: true } } })
    expect((await ask('explain', stormSignature, hexId('0'))).code).toBe(1)
    expect((await ask('explain', stormSignature, 'third')).code).toBe(2)
  })

  test('a run: its tree with each outcome and where it came from, findings, abstentions, completeness', async () => {
    const { code, out } = await ask('explain', hexId('1'))

    expect(code).toBe(0)
    expect(out).toMatch(/^ {2}outcome +completed, from root status$/m)
    expect(out).toMatch(/^ {2}completeness +90 %$/m)
    expect(out).toMatch(/^ {2}agent billing .*\n {2}· tool charge_card +1\.0 s +error +span status +timeout: timeout/m)
    expect(out).toContain('retry_storm at charge_card (repeated_weak_trajectory), severity 0.80, then stopped')
    expect(out).toMatch(/^ {2}empty_retrieval +result of the retrieval$/m)
    expect(out).not.toContain('SECRET')
  })

  test('a trace: its runs', async () => {
    const { code, out } = await ask('explain', hexId('d'))

    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^  ${hexId('1')} +support-agent +completed`, 'm'))
  })

  test.each([
    ['7', 'no span in it is of an agent, a model or a tool (infrastructure_only)'],
    ['8', `it continues the run of another trace: ${hexId('d')} (continuation)`],
    ['6', 'it has not settled yet: its root has ended, so that it is judged in 12 s'],
    ['5', 'judging it failed repeatedly'],
  ])('a trace without a run: why (%s)', async (digit, why) => {
    const { code, out } = await ask('explain', hexId(digit))

    expect(code).toBe(0)
    expect(out).toContain(why)
  })

  test('a lesson: its signatures and its scorecard', async () => {
    const { out } = await ask('explain', stormLesson)

    expect(out).toContain(`Lesson ${stormLesson}`)
    expect(out).toContain(stormSignature)
    expect(out).toContain('Scorecard: promote')
  })

  test('a candidate: its counts, signatures and scorecard', async () => {
    const { out } = await ask('explain', 'third')

    expect(out).toContain('Candidate third: charge_card: retry storm in support-agent')
    expect(out).toMatch(/^ {2}figures +of the last decision, \d{4}-\d\d-\d\d [\d:]+Z, over the 30 days before it$/m)
    expect(out).toContain(stormSignature)
    expect(out).toContain('Scorecard: promote')
  })

  test('takes a trace id as other tools show it', async () => {
    const upper = hexId('d').toUpperCase()
    const uuid = upper.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

    expect((await ask('explain', upper)).out).toContain(hexId('1'))
    expect((await ask('explain', uuid)).out).toContain(hexId('1'))
  })

  test.each([
    [stormSignature, 'pattern'],
    [hexId('1'), 'run'],
    [hexId('d'), 'trace'],
    [stormLesson, 'lesson'],
    ['third', 'candidate'],
  ])('%s as JSON says what it is', async (id, kind) => {
    const told = JSON.parse((await ask('explain', id, '--json')).out)

    expect(Object.keys(told)).toEqual(['kind', kind])
    expect(told.kind).toBe(kind)
  })

  test('says no to an id that nothing has', async () => {
    const { code, out, err } = await ask('explain', hexId('0'))

    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('no signature, lesson, run, trace or candidate')
  })

  test.each(['../runs', 'a b', '', 'x'.repeat(65)])('%j is wrong use', async (id) => {
    expect((await ask('explain', id)).code).toBe(2)
  })

  test('keeps a run of thousands of steps readable', async () => {
    const steps = Array.from({ length: 3_000 }, (_, at) =>
      someStep({ id: `s${at}`, parentId: at === 0 ? null : `s${at - 1}` }),
    )
    const { address } = await serve({ runs: [someRecord(someRun({ steps }))] })

    const { code, out } = await cli(['explain', hexId('1')], { env: { PROMONTORY_API: `http://${address}` } })

    expect(code).toBe(0)
    expect(out).toContain('and 2800 steps more')
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(250)
  })

  test('shows nothing of a name that steers a terminal', async () => {
    const steps = [someStep({ name: 'x\u001b]0;owned\u0007\n  tool fake' })]
    const { address } = await serve({ runs: [someRecord(someRun({ steps, agent: '\u009b2Jagent' }))] })

    const ran = await cli(['explain', hexId('1')], { env: { PROMONTORY_API: `http://${address}` } })
    const json = await cli(['explain', hexId('1'), '--json'], { env: { PROMONTORY_API: `http://${address}` } })

    expect(`${ran.out}${json.out}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    expect(JSON.parse(json.out).run.agent).toBe('\u009b2Jagent')
  })
})
