import { describe, expect, it } from 'vitest'
import { toolError } from '../../../src/detect/signals/tool-error.ts'
import { asks, broke, conversation, fails, result, runOf, works } from '../run-builder.ts'

describe('tool_error', () => {
  it('is one finding per tool and template, with all failed steps as evidence', () => {
    const run = runOf(
      conversation(
        fails('charge', 'a', broke('timed out')),
        fails('charge', 'b', broke('timed out')),
        fails('charge', 'c', broke('invalid input')),
        fails('mail', 'a', broke('timed out')),
      ),
    )

    const { findings } = toolError.detect(run, null)

    expect(findings.map(({ locus, template, evidence }) => [locus, template, evidence])).toEqual([
      ['charge', 'timed out', ['step-1', 'step-3']],
      ['charge', 'invalid input', ['step-5']],
      ['mail', 'timed out', ['step-7']],
    ])
    expect(findings[0]?.explanation).toBe('charge failed twice')
  })

  it('weighs least when the tool worked later, more when it did not, most when the run failed right after it', () => {
    const recovered = runOf(conversation(fails('charge', 'a'), works('charge', 'a', result('done'))))
    const unrecovered = runOf(conversation(fails('charge', 'a'), works('mail', 'a', result('sent'))))
    const fatal = runOf([asks(), fails('charge', 'a')], { outcome: 'failed', answer: null })

    const severities = [recovered, unrecovered, fatal].map((run) => toolError.detect(run, null).findings[0]?.severity)

    expect(severities).toEqual([0.02, 0.1, 0.6])
  })

  it.each(['cancelled', 'interrupted', 'approval_rejected', 'tool_not_found'] as const)(
    'does not blame the tool for an error of the class %s',
    (kind) => {
      const run = runOf(conversation(fails('charge', 'a', broke('stopped', kind))))
      expect(toolError.detect(run, null).findings).toEqual([])
    },
  )

  it('does not call a rejected or waiting step failed', () => {
    const run = runOf(
      conversation(
        works('refund', 'a', null, { outcome: 'rejected' }),
        works('refund', 'a', null, { outcome: 'waiting' }),
      ),
    )
    expect(toolError.detect(run, null)).toEqual({ findings: [], abstention: null })
  })

  it('has a fixed template where no error text was sent', () => {
    const run = runOf(conversation(fails('charge', 'a', null), fails('charge', 'b', broke(''))))
    expect(toolError.detect(run, null).findings.map((finding) => finding.template)).toEqual([
      'failed without an error text',
    ])
  })

  it('abstains when outcomes are unknown and nothing failed', () => {
    const run = runOf(conversation(works('charge', 'a', null, { outcome: 'unknown' })))
    expect(toolError.detect(run, null)).toEqual({
      findings: [],
      abstention: { signal: 'tool_error', missing: 'tool outcome' },
    })
  })
})
