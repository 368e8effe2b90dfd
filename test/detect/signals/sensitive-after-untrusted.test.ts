import { describe, expect, it } from 'vitest'
import { sensitiveAfterUntrusted } from '../../../src/detect/signals/sensitive-after-untrusted.ts'
import type { Step } from '../../../src/run/step.ts'
import { answers, asks, result, runOf, value, works } from '../run-builder.ts'

const instruction = { score: 1.3, features: ['addresses_agent', 'commands'] as const, values: '', targets: '' }
const page = works('read_page', 'p', { ...result('page'), instruction })
const plainPage = works('read_page', 'p', result('page'))
const call = (name: string, values: string | null, more: Partial<Step> = {}) =>
  works(name, null, result('ok'), { arguments: values === null ? null : { ...value('c'), values }, ...more })

function detectIn(steps: readonly Step[], entry = 'AAAAA') {
  const run = runOf([...steps.flatMap((each) => [asks(), each]), answers()], {
    entry: { ...value('entry'), values: entry },
  })
  return sensitiveAfterUntrusted.detect(run, null)
}

describe('sensitive_after_untrusted', () => {
  it('fires, as a hint, where a sensitive call after such a result has nothing from the user', () => {
    expect(detectIn([page, call('send_mail', 'BBBBB')]).findings).toMatchObject([
      { locus: 'send_mail', severity: 0.25, evidence: ['step-1', 'step-3'] },
    ])
  })

  it.each([
    ['the user had named a value of the call', [page, call('send_mail', 'BBBBBAAAAA')]],
    ['the call came first', [call('send_mail', 'BBBBB'), page]],
    ['the tool only looks', [page, call('get_mail', 'BBBBB')]],
    ['the result tells nobody anything', [plainPage, call('send_mail', 'BBBBB')]],
    ['the call was refused', [page, call('send_mail', 'BBBBB', { outcome: 'rejected' })]],
  ])('holds back where %s', (_, steps) => {
    expect(detectIn(steps)).toEqual({ findings: [], abstention: null })
  })

  it('abstains where a field is missing that could tell', () => {
    const unseen = detectIn([works('send_mail', 'a', null)])
    const blind = detectIn([page, call('send_mail', null)])
    const unasked = runOf([asks(), page, asks(), call('send_mail', 'BBBBB')], { entry: null })
    expect(
      [unseen, blind, sensitiveAfterUntrusted.detect(unasked, null)].map(({ abstention }) => abstention?.missing),
    ).toEqual(['tool result', 'tool arguments', 'user message'])
  })
})
