import { describe, expect, test } from 'vitest'
import { hexId, stormLesson, stormSignature } from '../api/contents.ts'
import { serve } from '../api/served.ts'
import { askedApi } from './asked-api.ts'
import { cli } from './cli.ts'

const ask = askedApi()

describe('patterns', () => {
  test('shows each pattern with its denominator, most runs first', async () => {
    const { code, out } = await ask('patterns')

    const lines = out.trimEnd().split('\n')
    expect(code).toBe(0)
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(new RegExp(`^${hexId('e')} +9 of 120 +support-agent +tool_error`))
    expect(lines[2]).toMatch(new RegExp(`^${stormSignature} +4 of 120 +support-agent +retry_storm`))
  })

  test.each([
    [['--signal', 'retry_storm'], [stormSignature]],
    [['--bucket', 'new_failure_class'], [hexId('e')]],
    [['--lesson', stormLesson], [stormSignature]],
    [['--limit', '1'], [hexId('e')]],
    [
      ['--since', '1h'],
      [hexId('e'), stormSignature],
    ],
    [
      ['--since', '2020-01-01T00:00:00Z'],
      [hexId('e'), stormSignature],
    ],
  ])('with %j answers only those', async (options, signatures) => {
    const { code, out } = await ask('patterns', '--json', ...options)

    expect(code).toBe(0)
    expect(JSON.parse(out).items.map((item: { signature: string }) => item.signature)).toEqual(signatures)
  })

  test('goes on at the cursor of an answer before', async () => {
    const first = JSON.parse((await ask('patterns', '--json', '--limit', '1')).out)
    const second = JSON.parse((await ask('patterns', '--json', '--limit', '1', '--cursor', first.nextCursor)).out)

    expect(second.items[0].signature).toBe(stormSignature)
  })

  test('says no where nothing fits', async () => {
    expect(await ask('patterns', '--agent', 'nobody')).toEqual({
      code: 1,
      out: '',
      err: 'promontory: no pattern fits\n',
    })
  })

  test.each([
    [['--bucket', 'odd']],
    [['--signal', 'odd']],
    [['--sort', 'odd']],
    [['--limit', '0']],
    [['--limit', '1e3']],
    [['--since', 'yesterday']],
    [['--since', '999999999999d']],
    [['--agent', '']],
    [['--cursor', 'forged']],
    [['extra']],
    [['--unknown']],
  ])('%j is wrong use', async (options) => {
    const { code, out, err } = await ask('patterns', ...options)

    expect([code, out]).toEqual([2, ''])
    expect(err).not.toBe('')
  })

  test.each([
    ['--signal', 'retry_storm'],
    ['--bucket', 'slow_failure'],
  ])('a wrong %s names the right ones', async (option, one) => {
    const { err } = await ask('patterns', option, 'nonsense')
    expect(err).toMatch(new RegExp(`Allowed choices are .*${one}`))
  })
})

describe('candidates', () => {
  test('lists them with state, counts and title', async () => {
    const { code, out } = await ask('candidates')

    expect(code).toBe(0)
    expect(out.trimEnd().split('\n')).toHaveLength(4)
    expect(out).toMatch(/^second +rejected +4 of 120/m)
  })

  test('filters by state', async () => {
    const { out } = await ask('candidates', '--state', 'rejected', '--json')

    expect(JSON.parse(out).items.map(({ id }: { id: string }) => id)).toEqual(['second'])
  })

  test('tells that there are more than were asked for', async () => {
    const { out, err } = await ask('candidates', '--limit', '1')

    expect(out.trimEnd().split('\n')).toHaveLength(2)
    expect(err).toContain('there are more')
  })
})

describe('candidates decide', () => {
  async function decide(...argv: readonly string[]) {
    const served = await serve()
    const env = { PROMONTORY_API: `http://${served.address}` }
    return { ...(await cli(['candidates', 'decide', ...argv], { env })), get: served.get }
  }

  test.each([
    [['--accept'], 'accepted'],
    [['--reject'], 'rejected'],
    [['--snooze', '7d'], 'snoozed until 2026-11-30 12:00:00Z'],
    [['--snooze', '2027-01-01T00:00:00Z'], 'snoozed until 2027-01-01 00:00:00Z'],
    [['--merge', 'abcdefgh234567'], 'merged into abcdefgh234567'],
  ])('%j makes it so, with the reason', async (decision, expected) => {
    const { code, out, get } = await decide('third', ...decision, '--reason', 'seen before')

    expect(code).toBe(0)
    expect(out).toContain(`third is ${expected}: `)
    expect((await get('/api/v1/candidates/third')).body.reviews.at(-1).reason).toBe('seen before')
  })

  test('prints the candidate as JSON', async () => {
    const { out } = await decide('third', '--accept', '--reason', 'r', '--json')

    expect(JSON.parse(out)).toMatchObject({ id: 'third', state: 'accepted' })
  })

  test('says no where another state stands, and which', async () => {
    const { code, err } = await decide('second', '--accept', '--reason', 'r')

    expect(code).toBe(1)
    expect(err).toContain('rejected')
  })

  test('says no where the state is not the one that was seen', async () => {
    expect((await decide('third', '--accept', '--reason', 'r', '--expected', 'snoozed')).code).toBe(1)
  })

  test('says no where there is no such candidate', async () => {
    expect((await decide('nobody', '--accept', '--reason', 'r')).code).toBe(1)
  })

  test.each([
    [['third', '--reason', 'r']],
    [['third', '--accept', '--reject', '--reason', 'r']],
    [['third', '--accept']],
    [['third', '--accept', '--reason', '  ']],
    [['third', '--snooze', 'later', '--reason', 'r']],
    [['third', '--snooze', '800d', '--reason', 'r']],
    [['third', '--merge', '../x', '--reason', 'r']],
    [['../../x', '--accept', '--reason', 'r']],
    [['--accept', '--reason', 'r']],
  ])('%j is wrong use', async (argv) => {
    expect((await decide(...argv)).code).toBe(2)
  })
})

describe('sinks', () => {
  test('lists the dead letters with sink, event and reason', async () => {
    const { code, out } = await ask('sinks')

    expect(code).toBe(0)
    expect(out).toMatch(/^log +2 +promontory\.candidate\.opened +abcdefgh234567 +8 .*it answered 500$/m)
    expect(out.trimEnd().split('\n')).toHaveLength(4)
  })

  test('is content where there are none', async () => {
    expect((await ask('sinks', '--sink', 'other')).code).toBe(0)
  })

  test('makes them pending again, all of a sink or one', async () => {
    const { address } = await serve()
    const env = { PROMONTORY_API: `http://${address}` }

    const one = await cli(['sinks', 'replay', 'hook', '--sequence', '2'], { env })
    const rest = await cli(['sinks', 'replay', 'hook', '--json'], { env })
    const none = await cli(['sinks', 'replay', 'hook'], { env })

    expect(one).toMatchObject({ code: 0, out: '1 event will be delivered again\n' })
    expect(JSON.parse(rest.out)).toEqual({ replayed: 1 })
    expect(none).toMatchObject({ code: 1, out: '' })
  })
})
