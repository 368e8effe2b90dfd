import { expect, test } from 'vitest'
import { namedAgent } from '../../bench/quality/blame.ts'

test('a finding names the agent at its locus, else the one whose steps are most of its evidence', () => {
  expect(namedAgent({ locus: 'planner' }, ['searcher', 'searcher', 'planner'])).toBe('planner')
  expect(namedAgent({ locus: 'search' }, ['searcher', 'searcher', 'planner'])).toBe('searcher')
  expect(namedAgent({ locus: 'search' }, ['searcher', 'planner'])).toBe('planner')
  expect(namedAgent({ locus: 'search' }, [])).toBeNull()
})
