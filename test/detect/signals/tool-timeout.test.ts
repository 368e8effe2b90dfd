import { describe, expect, it } from 'vitest'
import { toolTimeout } from '../../../src/detect/signals/tool-timeout.ts'
import { findingsIn } from '../captured.ts'
import { asks, broke, conversation, failedWith, fails, result, runOf, works } from '../run-builder.ts'

const late = (name: string, args = 'a') => fails(name, args, broke('timed out', 'timeout'))

describe('tool_timeout', () => {
  it('fires once per tool that did not answer in time', () => {
    const run = runOf(conversation(late('charge'), late('charge', 'b'), late('mail'), works('page', 'a', null)))
    const { findings } = toolTimeout.detect(run, null)
    expect(findings.map(({ locus, evidence, severity }) => [locus, evidence, severity])).toEqual([
      ['charge', ['step-1', 'step-3'], 0.1],
      ['mail', ['step-5'], 0.1],
    ])
    expect(findings[0]?.explanation).toBe('charge timed out twice')
  })

  it('weighs least when the tool worked later, most when the run failed on it', () => {
    const recovered = runOf(conversation(late('charge'), late('charge'), works('charge', 'a', result('done'))))
    const fatal = runOf([asks(), late('charge')], failedWith('timed out', 'timeout'))
    expect([recovered, fatal].map((run) => toolTimeout.detect(run, null).findings[0]?.severity)).toEqual([0.02, 0.6])
  })

  it('is quiet about other errors, and abstains where the error was not sent', () => {
    const other = runOf(conversation(fails('charge', 'a')))
    const untold = runOf(conversation(fails('charge', 'a', null)))
    expect(toolTimeout.detect(other, null)).toEqual({ findings: [], abstention: null })
    expect(toolTimeout.detect(untold, null).abstention).toEqual({ signal: 'tool_timeout', missing: 'tool error' })
  })

  it.each(['anthropic-traceloop/tool-retry', 'vercel-ai-5/tool-retry', 'mcp/tool-retry'])(
    'leaves a single timeout that a retry made good to tool_error, as in %s',
    async (capture) => {
      expect(await findingsIn(capture)).toEqual(['tool_error:fetch_invoice'])
    },
  )

  it('is all that is found where the run failed over it', async () => {
    expect(await findingsIn('openai-agents/tool-crash')).toEqual(['tool_timeout:fetch_invoice'])
  })
})
