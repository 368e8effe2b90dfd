import { describe, expect, it } from 'vitest'
import { attribute } from '../../src/detect/attribute.ts'
import { type Finding, noExcess } from '../../src/finding/finding.ts'
import { fails, runOf } from './run-builder.ts'
import { executes, says, teamRun } from './turns.ts'

const run = teamRun([
  says('planner', 'a'),
  says('coder', 'b'),
  executes('x', { outcome: 'error' }),
  says('planner', 'c'),
  executes('y', { outcome: 'error' }),
  says('coder', 'd'),
])

function finding(overrides: Partial<Finding>): Finding {
  return {
    signal: 'unrecovered_error',
    bucket: 'repeated_weak_trajectory',
    locus: 'team',
    template: 'ended on an error',
    recovery: 'answered',
    evidence: ['y'],
    severity: 0.5,
    severityParts: [{ reason: 'base', value: 0.5 }],
    excess: noExcess,
    explanation: 'execute failed',
    ...overrides,
  }
}

describe('putting findings down to an agent', () => {
  it('names the agent whose work came first, its turns before the calls that failed', () => {
    expect(attribute(run, [finding({})])).toEqual([finding({ locus: 'coder', evidence: ['b', 'd', 'y'] })])
  })

  it.each([
    ['about a tool', finding({ locus: 'execute' })],
    ['that rests on the turns themselves', finding({ evidence: ['c-model', 'y'] })],
    ['without evidence', finding({ evidence: [] })],
  ])('leaves a finding %s as it is', (_, each) => {
    expect(attribute(run, [each])).toEqual([each])
  })

  it('leaves the findings of a single agent as they are', () => {
    const alone = runOf([fails('look', 'a', undefined, { id: 'y' })], { agent: 'team' })
    expect(attribute(alone, [finding({})])).toEqual([finding({})])
  })
})
