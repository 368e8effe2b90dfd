import { describe, expect, test } from 'vitest'
import { check } from '../../src/verify/check.ts'
import { generateRuns } from '../../src/verify/generate-runs.ts'
import { expectedOf } from '../../src/verify/oracle.ts'
import type { Seen } from '../../src/verify/seen.ts'
import { faithful } from './faithful.ts'

const runs = generateRuns(1, 150, { untilUs: 1_795_000_000_000_000 })
const right = faithful(runs)

function kinds(change: Partial<Seen>): readonly string[] {
  return [...new Set(check(expectedOf(runs), runs, { ...right, ...change }).map(({ kind }) => kind))].sort()
}

/** A list with its first item changed by these fields, or doubled, or gone. */
function change<T>(items: readonly T[], fields: Partial<T>): readonly T[] {
  return items.map((item, index) => (index === 0 ? { ...item, ...fields } : item))
}

const [run] = right.runs
const [pattern] = right.patterns
const [candidate] = right.candidates
if (run === undefined || pattern === undefined || candidate === undefined) throw new Error('expected some traffic')

describe('the check', () => {
  test('finds nothing where nothing is wrong', () => {
    expect(kinds({})).toEqual([])
    expect(kinds({ sinks: null })).toEqual([])
  })

  test('finds a lost span by its step, and by the size of its trace', () => {
    const [first, ...steps] = right.steps.get(run.runId) ?? []
    expect(first).toBeDefined()
    expect(kinds({ steps: new Map([...right.steps, [run.runId, steps]]) })).toEqual(['run_wrong', 'span_lost'])
    const [traceId = ''] = run.traceIds
    expect(kinds({ traces: new Map([...right.traces, [traceId, { state: 'settled', spans: 0 }]]) })).toEqual([
      'span_lost',
    ])
  })

  test('finds the wrong version of a span', () => {
    const steps = right.steps.get(run.runId) ?? []
    const off = change(steps, { endUs: 1 })
    expect(kinds({ steps: new Map([...right.steps, [run.runId, off]]) })).toEqual(['run_wrong'])
  })

  test('finds a trace that never settles, or is not known', () => {
    const [traceId = ''] = run.traceIds
    const open = new Map([...right.traces, [traceId, { state: 'quarantined', spans: 99 }]])
    expect(kinds({ traces: open })).toEqual(['trace_unsettled'])
    const unknown = new Map([...right.traces].filter(([id]) => id !== traceId))
    expect(kinds({ traces: unknown })).toEqual(['span_lost'])
  })

  test('finds runs that are missing, there twice, or that nobody sent', () => {
    expect(kinds({ runs: right.runs.slice(1) })).toContain('run_missing')
    expect(kinds({ runs: [...right.runs, { ...run, runId: 'another' }] })).toContain('run_twice')
    expect(kinds({ runs: [...right.runs, run] })).toContain('run_twice')
    expect(kinds({ runs: [...right.runs, { ...run, runId: 'another', startUs: 5, findings: [] }] })).toEqual([
      'run_unexpected',
    ])
  })

  test('finds runs with another end, other steps or other weaknesses', () => {
    expect(kinds({ runs: change(right.runs, { outcome: 'aborted' }) })).toEqual(['run_wrong'])
    expect(kinds({ runs: change(right.runs, { complete: !run.complete }) })).toEqual(['run_wrong'])
    const extra = { signal: 'retry_storm', locus: 'elsewhere', signature: 'x' }
    expect(kinds({ runs: change(right.runs, { findings: [...run.findings, extra] }) })).toEqual(['run_wrong'])
    const steps = change(right.steps.get(run.runId) ?? [], { outcome: 'unknown' })
    expect(kinds({ steps: new Map([...right.steps, [run.runId, steps]]) })).toEqual(['run_wrong'])
  })

  test('leaves findings of signals that it does not plant alone', () => {
    const extra = { signal: 'context_bloat', locus: 'agent', signature: 'y' }
    expect(kinds({ runs: change(right.runs, { findings: [...run.findings, extra] }) })).toEqual([])
  })

  test('finds counts that are off, in total, by hours, by days, in the denominator', () => {
    for (const key of ['runs', 'hourRuns', 'dayRuns', 'agentRuns'] as const) {
      expect(kinds({ patterns: change(right.patterns, { [key]: pattern[key] + 1 }) }), key).toContain('count_off')
    }
    expect(kinds({ patterns: right.patterns.slice(1) })).toContain('count_off')
    const ghost = { ...pattern, signature: 'ghost', locus: 'ghost', lesson: 'ghost', runs: 1 }
    expect(kinds({ patterns: [...right.patterns, ghost] })).toEqual(['count_off'])
  })

  test('finds candidates that are missing, double, stale or uncalled for', () => {
    expect(kinds({ candidates: right.candidates.slice(1) })).toEqual(['candidate_missing'])
    expect(kinds({ candidates: change(right.candidates, { state: 'closed' }) })).toEqual(['candidate_missing'])
    const second = { ...candidate, id: 'second' }
    expect(kinds({ candidates: [...right.candidates, second], sinks: null })).toEqual(['candidate_twice'])
    expect(kinds({ candidates: change(right.candidates, { runs: candidate.runs + 1 }) })).toEqual(['candidate_stale'])
    const kiosk = expectedOf(runs).counts.find((count) => count.candidate === 'none')
    expect(kiosk).toBeDefined()
    const uncalled = { ...candidate, ...kiosk, id: 'uncalled', lesson: 'uncalled' }
    expect(kinds({ candidates: [...right.candidates, uncalled], sinks: null })).toEqual(['candidate_unexpected'])
  })

  test('finds candidates that one sink was never told of, or under two ids', () => {
    const [other, told] = right.sinks ?? []
    if (other === undefined || told === undefined) throw new Error('expected two sinks')
    const { events } = told
    const toldOnly = (only: typeof events) => kinds({ sinks: [other, { ...told, events: only }] })
    expect(toldOnly(events.slice(1))).toEqual(['event_missing'])
    expect(toldOnly([...events, ...change(events, { id: 'other' })])).toEqual(['event_twice'])
    expect(toldOnly([...events, ...events])).toEqual([])
  })
})
