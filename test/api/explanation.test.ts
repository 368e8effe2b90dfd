import { describe, expect, it } from 'vitest'
import type { SignedFinding } from '../../src/finding/signed-finding.ts'
import { sign } from '../../src/sign/sign.ts'
import { finding } from '../sign/findings.ts'
import { hexId, shownCandidate, somePattern, someRecord, someRun } from './contents.ts'
import { serve } from './served.ts'

const signer = { tenant: 'default', agent: 'support-agent' }
const found = (template: string, more: Partial<SignedFinding> = {}) => sign({ ...finding, template, ...more }, signer)
const patternOf = ({ signal, bucket, locus, template, recovery, signature, lesson }: SignedFinding, now = lesson) =>
  somePattern({ agent: 'support-agent', signal, bucket, locus, template, recovery, signature, lesson: now })
const urlOf = (one: SignedFinding, other?: SignedFinding) =>
  `/api/v1/patterns/${one.signature}/explanation${other === undefined ? '' : `?with=${other.signature}`}`

const [user, worded, denied] = [
  found('user <*> not found'),
  found('the user was not found: <*>'),
  found('access denied'),
]

describe('GET /api/v1/patterns/{signature}/explanation', () => {
  it('tells the parts in the order they are hashed, what was masked, and the gist that makes the lesson', async () => {
    const { get } = await serve({ patterns: [patternOf(worded)] })

    const { body } = await get(urlOf(worded))

    expect(body).toMatchObject({
      current: true,
      masked: 1,
      gist: 'user not found',
      leftOut: ['the', 'was'],
      merged: null,
    })
    expect(body.parts.map(({ name }: { name: string }) => name).slice(0, 8)).toEqual([
      ...['scheme', 'tenant', 'scope', 'agent', 'signal', 'locus', 'template', 'recovery'],
    ])
    expect(body).toMatchObject({ lesson: worded.lesson, ownLesson: worded.lesson, with: null })
  })

  it('says that what an older scheme made is not made so any more', async () => {
    const { get } = await serve({ patterns: [{ ...patternOf(user), signature: hexId('e') }] })

    expect((await get(`/api/v1/patterns/${hexId('e')}/explanation`)).body).toMatchObject({
      current: false,
      merged: null,
    })
  })

  it('knows from a run which rule of the operator made it', async () => {
    const split = sign(user, signer, { split: 'release=1.4', named: '' })
    const records = [someRecord(someRun({ id: hexId('1') }), [split])]
    const { get } = await serve({ patterns: [patternOf(split)], runs: records })

    const { body } = await get(urlOf(split))

    expect(body).toMatchObject({ current: true, ownLesson: split.lesson })
    expect(body.parts).toContainEqual({ name: 'split', value: 'release=1.4' })
  })

  it('says why two signatures are one lesson', async () => {
    const retried = found('user <*> not found', { recovery: 'retried_same' })
    const { get } = await serve({ patterns: [user, worded, retried].map((one) => patternOf(one)) })

    expect((await get(urlOf(user, worded))).body.with).toMatchObject({
      oneLesson: true,
      reason: 'one lesson: their templates say the same (one gist)',
      differences: [{ part: 'template', one: 'user <*> not found', other: 'the user was not found: <*>' }],
    })
    expect((await get(urlOf(user, retried))).body.with.reason).toBe('one lesson: they differ in the recovery alone')
    expect((await get(urlOf(user, user))).body.with.reason).toBe('they are one signature')
  })

  it('says why they are not', async () => {
    const { get } = await serve({ patterns: [user, denied].map((one) => patternOf(one)) })

    expect((await get(urlOf(user, denied))).body.with).toMatchObject({
      oneLesson: false,
      reason: 'two lessons: they differ in gist',
    })
  })

  it('says that nearly the same runs carry both, whichever is asked for first', async () => {
    const criteria = { criteria: [], decidedAtMs: Date.UTC(2026, 10, 23), windowDays: 30 } as const
    const held = { answer: 'hold', reason: 'duplicate', duplicateOf: user.lesson, ...criteria } as const
    const { get } = await serve({
      patterns: [user, denied].map((one) => patternOf(one)),
      scorecards: new Map([[denied.lesson, held]]),
    })
    const reason = `two lessons: they differ in gist; nearly the same runs carry both, so the candidate of ${user.lesson} stands for both`

    expect((await get(urlOf(user, denied))).body.with.reason).toBe(reason)
    expect((await get(urlOf(denied, user))).body.with.reason).toBe(reason)
    expect((await get(`/api/v1/patterns/${denied.signature}`)).body.scorecard).toMatchObject({
      duplicateOf: user.lesson,
    })
  })

  it('says who merged them', async () => {
    const by = { decision: 'merge', reason: 'same cause', by: 'ann', atMs: Date.UTC(2026, 10, 23) } as const
    const merged = shownCandidate({ id: 'gone', lesson: denied.lesson, state: 'merged', reviews: [by] })
    const { get } = await serve({ patterns: [patternOf(user), patternOf(denied, user.lesson)], candidates: [merged] })

    const { body } = await get(urlOf(user, denied))

    expect(body.with).toMatchObject({
      oneLesson: true,
      reason: 'one lesson: ann merged them at 2026-11-23T00:00:00.000Z',
      other: { merged: { candidate: 'gone', by: 'ann', reason: 'same cause' } },
    })
  })

  it('finds neither another tenant’s nor what is not there', async () => {
    const { get } = await serve({ patterns: [patternOf(user), { ...patternOf(denied), tenant: 'other' }] })

    expect((await get(urlOf(denied))).status).toBe(404)
    expect((await get(urlOf(user, denied))).status).toBe(404)
    expect((await get(`${urlOf(user)}?with=x`)).status).toBe(400)
  })
})
