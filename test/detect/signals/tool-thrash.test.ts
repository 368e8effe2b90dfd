import { describe, expect, it } from 'vitest'
import { toolThrash } from '../../../src/detect/signals/tool-thrash.ts'
import type { Step } from '../../../src/run/step.ts'
import { answers, asks, broke, conversation, fails, nothing, result, runOf, sideBySide, works } from '../run-builder.ts'

const found = (...actions: readonly Step[]) => toolThrash.detect(runOf(conversation(...actions)), null).findings
const page = works('get_page', 'a', result('page'))

describe('tool_thrash', () => {
  it('fires on three vain tries in a row, whatever the tools', () => {
    expect(found(fails('search', 'a'), works('search', 'b', nothing), fails('browse', 'a'), page)).toMatchObject([
      {
        locus: 'support',
        severity: 0.3,
        evidence: ['step-1', 'step-3', 'step-5'],
        excess: { calls: 3 },
        explanation: '3 calls of support in a row failed or found nothing',
      },
    ])
  })

  it('weighs more where nothing after them was better', () => {
    expect(found(page, fails('a', '1'), fails('b', '1'), fails('c', '1', broke('no', 'tool_not_found')))).toMatchObject(
      [
        {
          severity: 0.5,
          explanation: '3 calls of support in a row failed or found nothing, and none after them was better',
        },
      ],
    )
  })

  it.each([
    ['two tries', [fails('a', '1'), fails('b', '1'), page]],
    ['a success between', [fails('a', '1'), fails('b', '1'), page, fails('c', '1')]],
    ['what a person stopped', [1, 2, 3].map((n) => fails(`t${n}`, 'a', broke('no', 'approval_rejected')))],
    ['commands that say nothing', [1, 2, 3].map((n) => works('run', `${n}`, result('', { chars: 0, empty: true })))],
  ])('is quiet about %s', (_, actions) => {
    expect(found(...actions)).toEqual([])
  })

  it('takes calls side by side for one try, and leaves several agents their own', () => {
    const batch = sideBySide([fails('a', '1'), fails('b', '1'), fails('c', '1')], 1)
    expect(toolThrash.detect(runOf([asks(), ...batch, answers()]), null).findings).toEqual([])
    const apart = ['x', 'y', 'z'].map((agent) => fails('a', '1', broke(), { agent }))
    expect(found(...apart)).toEqual([])
  })
})
