import { describe, expect, it } from 'vitest'
import { askedAgain } from '../../../src/detect/signals/asked-again.ts'
import { findingsIn } from '../captured.ts'
import { executes, says, teamRun } from '../turns.ts'

const quiet = { findings: [], abstention: null }
const twice = [says('lead', 'a'), says('web', 'b'), says('lead', 'c'), says('web', 'd'), says('lead', 'e')]

describe('asked_again', () => {
  it('fires when an agent was asked a third time, and names the one that was asked last', () => {
    const run = teamRun([...twice, says('web', 'f'), says('lead', 'g'), says('files', 'h'), says('lead', 'i')])
    expect(askedAgain.detect(run, null).findings).toMatchObject([
      {
        locus: 'files',
        severity: 0.25,
        evidence: ['h'],
        explanation: 'lead asked others 4 times, one of them 3 times; files was the last',
      },
    ])
  })

  it('fires when nobody took up what came last, with the first turns of that agent', () => {
    const run = teamRun([...twice, says('web', 'f')])
    expect(askedAgain.detect(run, null).findings).toMatchObject([
      {
        locus: 'web',
        severity: 0.5,
        evidence: ['b', 'd', 'f'],
        template: 'the run ended on what an agent was asked for',
      },
    ])
    expect(askedAgain.detect(teamRun(twice.slice(0, 4)), null).findings).toMatchObject([{ severity: 0.35 }])
  })

  it.each([
    ['an agent was asked once more and its answer taken up', teamRun(twice)],
    ['the run waits for somebody', teamRun(twice.slice(0, 4), { outcome: 'waiting' })],
    ['the end of the run was not seen', teamRun(twice.slice(0, 4), { complete: false, incomplete: ['spans_cut'] })],
    ['the only agent that was asked has the last word', teamRun([says('lead', 'a'), says('web', 'b')])],
    [
      'agents were asked side by side',
      teamRun([says('lead', 'a'), ...['b', 'c', 'd'].map((id) => says('web', id)), says('lead', 'e')]),
    ],
    ['agents confer', teamRun([says('a', 'a'), executes('x'), says('b', 'b'), says('c', 'c'), says('a', 'd')])],
  ])('is quiet where %s', (_, run) => {
    expect(askedAgain.detect(run, null)).toEqual(quiet)
  })

  it('holds back on captures of hand-overs', async () => {
    for (const client of ['agent-framework', 'openai-agents', 'openai-agents-traceloop'])
      expect(await findingsIn(`${client}/handoff`)).toEqual([])
  })
})
