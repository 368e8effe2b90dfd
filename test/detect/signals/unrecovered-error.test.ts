import { describe, expect, it } from 'vitest'
import { unrecoveredError } from '../../../src/detect/signals/unrecovered-error.ts'
import {
  answers,
  asks,
  broke,
  conversation,
  failedWith,
  fails,
  result,
  runOf,
  sideBySide,
  works,
} from '../run-builder.ts'

const found = (...args: Parameters<typeof runOf>) => unrecoveredError.detect(runOf(...args), null).findings
const page = works('get_page', 'a', result('page'))

describe('unrecovered_error', () => {
  it('is a hint where a tool never worked again and the agent went on', () => {
    expect(found(conversation(fails('charge', 'a'), fails('charge', 'b'), page))).toMatchObject([
      {
        locus: 'support',
        template: 'an error was never made good',
        severity: 0.2,
        evidence: ['step-1', 'step-3'],
        explanation: 'charge failed and never worked again',
      },
    ])
  })

  it('is a weakness where it was the last thing the agent did', () => {
    expect(found(conversation(page, fails('charge', 'a'), fails('mail', 'a')))).toMatchObject([
      {
        template: 'ended on an error',
        severity: 0.5,
        evidence: ['step-3', 'step-5'],
        explanation: '2 tools failed and never worked again; that was the last thing the agent did',
      },
    ])
  })

  it('does not take a failure beside a success for the end', () => {
    const batch = sideBySide([page, fails('charge', 'a')], 1)
    expect(found([asks(), ...batch, answers()])).toMatchObject([{ severity: 0.2 }])
  })

  it.each([
    ['that the tool made good', conversation(fails('charge', 'a'), works('charge', 'b', result('done')))],
    ['at a boundary, where to stop is right', conversation(fails('charge', 'a', broke('403', 'permission_denied')))],
    ['that a person chose', conversation(fails('charge', 'a', broke('no', 'approval_rejected')))],
  ])('is quiet about an error %s', (_, steps) => {
    expect(found(steps)).toEqual([])
  })

  it('leaves runs that failed to what they failed on', () => {
    expect(found([asks(), fails('charge', 'a')], failedWith('503'))).toEqual([])
  })
})
