import { expect, test } from 'vitest'
import { scorecardText } from '../../src/demo/scorecard-text.ts'
import { tally, tallyLine } from '../../src/demo/tally.ts'

test('a scorecard has one line for each criterion, with verdict and evidence', () => {
  const criteria = [
    { name: 'patterned', verdict: 'pass', score: 1, evidence: '4 of 9 runs from 4 sources' },
    { name: 'risk_bearing', verdict: 'unknown', score: null, evidence: 'nothing is known' },
  ]
  const text = scorecardText({
    id: 'c',
    state: 'open',
    title: 'Retry storm of a tool',
    explanation: 'It was called six times.',
    runs: 4,
    agentRuns: 9,
    sources: 4,
    scorecard: { answer: 'promote', reason: null, windowDays: 30, criteria },
  })

  expect(text.split('\n')).toEqual([
    'Candidate: Retry storm of a tool',
    'It was called six times.',
    'Policy: promote',
    '  ✓ patterned     pass     4 of 9 runs from 4 sources',
    '  ? risk bearing  unknown  nothing is known',
  ])
})

test('a tally counts a run once, for the client whose traces it goes through', () => {
  const runs = [
    { runId: '1', traceIds: ['a', 'b'], findings: [{ signal: 'x' }, { signal: 'x' }, { signal: 'y' }] },
    { runId: '2', traceIds: ['c'], findings: [{ signal: 'y' }] },
    { runId: '3', traceIds: ['somebody else'], findings: [] },
  ]
  const sent = new Map([
    ['a', 'one'],
    ['b', 'one'],
    ['c', 'one'],
  ])

  expect(tally(['one', 'two'], sent, runs).map(tallyLine)).toEqual([
    'one: 2 runs, found y×2, x×1',
    'two: 0 runs, nothing found',
  ])
})
