import { describe, expect, it } from 'vitest'
import { builtOnFirstTry } from '../../../src/detect/signals/built-on-first-try.ts'
import { findingsIn } from '../captured.ts'
import { sideBySide } from '../run-builder.ts'
import { executes, says, teamRun } from '../turns.ts'

const quiet = { findings: [], abstention: null }
const start = [says('planner', 'a'), says('coder', 'b'), executes('x')]
const end = [says('critic', 'c'), says('coder', 'd')]

describe('built_on_first_try', () => {
  it('fires as a bare hint when agents went on from the first work, and all of it brought something', () => {
    const run = teamRun([...start, ...end, executes('y')])
    expect(builtOnFirstTry.detect(run, null).findings).toMatchObject([
      {
        locus: 'coder',
        severity: 0.1,
        evidence: ['b', 'd'],
        explanation:
          '2 turns of 3 agents followed on the first work carried out, that of coder; calls were made twice, 0 of them in vain',
      },
    ])
  })

  it.each([
    ['nobody made a second call', [...start, ...end], 0.25],
    ['a later try failed', [...start, ...end, executes('y', { outcome: 'error' })], 0.25],
    ['the only try failed', [says('coder', 'a'), executes('x', { outcome: 'error' }), ...end], 0.4],
    ['nothing was tried', [says('planner', 'a'), says('coder', 'b', 101), ...end], 0.25],
  ])('weighs more where %s', (_, parts, severity) => {
    expect(builtOnFirstTry.detect(teamRun(parts), null).findings).toMatchObject([{ severity }])
  })

  it.each([
    ['each agent spoke once and passed its work on', [...start, says('critic', 'c'), says('writer', 'd')]],
    ['only one turn came after it', [...start, says('coder', 'c')]],
    ['one agent directs the others', [says('lead', 'a'), says('web', 'b'), says('lead', 'c'), says('web', 'd')]],
    ['one agent is alone', [says('coder', 'a'), executes('x'), says('coder', 'b'), says('coder', 'c')]],
  ])('is quiet where %s', (_, parts) => {
    expect(builtOnFirstTry.detect(teamRun(parts), null)).toEqual(quiet)
  })

  it('does not take turns that ran beside the first one for built on it', () => {
    const all = ['a', 'b', 'c', 'd'].flatMap((id) => says(id === 'd' ? 'writer' : 'reader', id))
    const run = teamRun([sideBySide(all, 1)])
    expect(builtOnFirstTry.detect(run, null)).toEqual(quiet)
  })

  it('holds back on captures of hand-overs', async () => {
    for (const client of ['agent-framework', 'openai-agents', 'openai-agents-traceloop'])
      expect(await findingsIn(`${client}/handoff`)).toEqual([])
  })
})
