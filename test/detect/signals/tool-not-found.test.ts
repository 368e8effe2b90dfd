import { describe, expect, it } from 'vitest'
import { toolNotFound } from '../../../src/detect/signals/tool-not-found.ts'
import { errorTemplate } from '../../../src/sign/error-template.ts'
import { asks, broke, conversation, fails, result, runOf, works } from '../run-builder.ts'

const missing = broke('tool <*> not found', 'tool_not_found')

describe('tool_not_found', () => {
  it('fires when the error says that there is no such tool, once per name', () => {
    const run = runOf(
      conversation(fails('send_fax', 'a', missing), fails('send_fax', 'b', missing), fails('page', 'a', missing)),
    )

    const { findings } = toolNotFound.detect(run, null)

    expect(findings.map(({ locus, evidence }) => [locus, evidence])).toEqual([
      ['send_fax', ['step-1', 'step-3']],
      ['page', ['step-5']],
    ])
    expect(findings[0]?.explanation).toBe('send_fax was called twice, but no such tool exists')
  })

  it('fires when a call failed that was not among the offered tools', () => {
    const run = runOf(conversation(fails('send_fax', 'a', broke('error'), { offered: false })))
    expect(toolNotFound.detect(run, null).findings).toHaveLength(1)
  })

  it('fires when nothing came of a call that was never offered, while other calls show what came of them', () => {
    const stranger = works('send_fax', 'b', null, { offered: false, outcome: 'unknown' })
    const told = runOf(conversation(works('lookup', 'a', result('found')), stranger))
    const untold = runOf(conversation(works('lookup', 'a', null), stranger))
    expect(toolNotFound.detect(told, null).findings).toMatchObject([{ locus: 'send_fax' }])
    expect(toolNotFound.detect(untold, null).findings).toEqual([])
  })

  it('teaches the same lesson however the refusal is worded', () => {
    const templates = ['tool <*> not found', 'AI_NoSuchToolError: <*>'].map((template) => {
      const run = runOf(conversation(fails('send_fax', 'a', broke(template, 'tool_not_found'))))
      return toolNotFound.detect(run, null).findings[0]?.template
    })
    expect(new Set(templates).size).toBe(1)
  })

  it('fires on the agent when the framework failed the run at once, without a step for the call', () => {
    const text = 'Error in agent run: {"error":"ModelBehaviorError: Tool send_fax not found in agent Front Desk."}'
    const run = runOf([asks()], { outcome: 'failed', answer: null, errorTemplate: errorTemplate(text) })
    expect(toolNotFound.detect(run, null).findings).toMatchObject([{ locus: 'support', recovery: 'stopped' }])
  })

  it('is quiet about other failures of the run and about files that are not found', () => {
    const run = runOf([asks()], { outcome: 'failed', errorTemplate: errorTemplate('model gpt-9 not found') })
    const file = runOf(conversation(fails('read_file', 'a', broke('file not found'), { offered: true })))
    expect([run, file].flatMap((each) => toolNotFound.detect(each, null).findings)).toEqual([])
  })

  it('is quiet about an unlisted tool that worked, or that failed in a way only a real tool can', () => {
    const run = runOf(
      conversation(
        works('web_search', 'a', result('found'), { offered: false }),
        fails('web_search', 'b', broke('timed out', 'timeout'), { offered: false }),
      ),
    )
    expect(toolNotFound.detect(run, null)).toEqual({ findings: [], abstention: null })
  })

  it('abstains when a call failed and neither its error nor the offered tools are known', () => {
    const run = runOf(conversation(fails('send_fax', 'a', null)))
    expect(toolNotFound.detect(run, null).abstention).toEqual({ signal: 'tool_not_found', missing: 'offered tools' })
  })
})
