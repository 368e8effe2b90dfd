import { expect, test } from 'vitest'
import type { Problem } from '../../src/verify/problem.ts'
import { reportOf, reportText } from '../../src/verify/report.ts'

const head = { seed: 4, runs: 10, untilUs: 1, withoutIdle: false }
const figures = { runs: 10, spans: 90, spansSent: 100, deliveries: 12, refused: 3, kills: 2 }

test('a report without problems is fine and says so', () => {
  const report = reportOf(head, figures, [])
  expect(report).toEqual({ ok: true, seed: 4, figures, problems: [] })
  expect(reportText(report)).toContain('nothing lost, nothing counted twice')
})

test('a report counts every problem and shows twenty of a kind', () => {
  const lost = Array.from({ length: 25 }, (_, index): Problem => ({ kind: 'span_lost', what: `span ${index}` }))
  const report = reportOf(head, figures, [...lost, { kind: 'run_twice', what: 'run x' }])
  expect(report.ok).toBe(false)
  expect(report.problems.map(({ kind, count, examples }) => [kind, count, examples.length])).toEqual([
    ['span_lost', 25, 20],
    ['run_twice', 1, 1],
  ])
  expect(reportText(report)).toContain('and 5 more')
})
