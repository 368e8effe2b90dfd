import { describe, expect, it } from 'vitest'
import { invalidArguments } from '../../../src/detect/signals/invalid-arguments.ts'
import { findingsIn } from '../captured.ts'
import { asks, broke, conversation, failedWith, fails, result, runOf, works } from '../run-builder.ts'

const invalid = broke('input validation failed', 'invalid_arguments')

describe('invalid_arguments', () => {
  it('fires on the tool that could not be called so', () => {
    const run = runOf(conversation(fails('update', 'a', invalid), works('update', 'b', result('done'))))
    expect(invalidArguments.detect(run, null).findings).toMatchObject([
      {
        locus: 'update',
        recovery: 'retried_changed',
        severity: 0.02,
        explanation: 'update was called with invalid arguments once and later succeeded',
      },
    ])
  })

  it('fires on the model when the framework could not read the call it asked for', () => {
    const error = broke('unable to parse tool input json', 'invalid_arguments')
    const run = runOf([asks({ outcome: 'error', error })], failedWith(error.template, 'invalid_arguments'))
    expect(invalidArguments.detect(run, null).findings).toMatchObject([{ locus: 'gpt-5-mini', severity: 0.6 }])
  })

  it('does not take a refused model request for a call of the model', () => {
    const error = broke('400 invalid parameter', 'invalid_arguments')
    expect(invalidArguments.detect(runOf([asks({ outcome: 'error', error })]), null).findings).toEqual([])
  })

  it('is quiet about a tool that answers no in its own words, and abstains where the error was not sent', () => {
    expect(invalidArguments.detect(runOf(conversation(fails('update', 'a', broke('not found')))), null)).toEqual({
      findings: [],
      abstention: null,
    })
    expect(invalidArguments.detect(runOf(conversation(fails('update', 'a', null))), null).abstention).toEqual({
      signal: 'invalid_arguments',
      missing: 'tool error',
    })
  })

  it('is all that is found in captures with arguments that do not fit or cannot be read', async () => {
    expect(await findingsIn('mastra/invalid-args')).toEqual(['invalid_arguments:update_order'])
    expect(await findingsIn('strands/invalid-args')).toEqual(['invalid_arguments:gpt-5-mini'])
  })
})
