import { describe, expect, it } from 'vitest'
import { catalogue, hexId, someRecord, someRun, someStep, stormLesson, stormSignature } from './contents.ts'
import { serve } from './served.ts'

const ids = (items: readonly { readonly runId: string }[]) => items.map(({ runId }) => runId)

describe('GET /api/v1/patterns', () => {
  it('lists the tenant’s patterns, most runs first, with denominators', async () => {
    const { get } = await serve()

    const { body } = await get('/api/v1/patterns')

    expect(body.items.map(({ runs, agentRuns }: { runs: number; agentRuns: number }) => [runs, agentRuns])).toEqual([
      [9, 120],
      [4, 120],
    ])
    expect(body.nextCursor).toBeNull()
    expect(body.items[1]).toMatchObject({
      signature: stormSignature,
      lastSeen: '2026-11-23T12:00:00.000Z',
      exemplars: [{ runId: hexId('1'), endTime: '2026-11-23T12:00:00.000Z' }],
    })
  })

  for (const [filter, found] of [
    ['signal=retry_storm', 1],
    ['agent=nobody', 0],
    ['bucket=new_failure_class', 1],
    [`lesson=${stormLesson}`, 1],
    ['since=2026-11-23T12:00:01Z', 0],
    ['sort=lastSeen', 2],
    ['sort=risk', 2],
    ['sort=rise&verdict=promote', 1],
    ['verdict=hold', 0],
  ] as const) {
    it(`filters by ${filter}`, async () => {
      const { get } = await serve()

      expect((await get(`/api/v1/patterns?${filter}`)).body.items).toHaveLength(found)
    })
  }

  it('goes through a list page by page and ends', async () => {
    const { get } = await serve()

    const first = await get('/api/v1/patterns?limit=1')
    const second = await get(`/api/v1/patterns?limit=1&cursor=${first.body.nextCursor}`)

    expect(first.body.items[0].runs).toBe(9)
    expect(second.body.items[0].runs).toBe(4)
    expect(second.body.nextCursor).toBeNull()
  })
})

describe('GET /api/v1/patterns/{signature}', () => {
  it('shows the pattern with the scorecard of its lesson', async () => {
    const { get } = await serve()

    const { body } = await get(`/api/v1/patterns/${stormSignature}`)

    expect(body).toMatchObject({ signal: 'retry_storm', recovery: 'stopped', scorecard: { answer: 'promote' } })
  })

  it('shows one whose lesson was never decided', async () => {
    const { get } = await serve()

    expect((await get(`/api/v1/patterns/${hexId('e')}`)).body.scorecard).toBeNull()
  })

  it('does not find another tenant’s', async () => {
    const { get } = await serve()

    expect((await get(`/api/v1/patterns/${hexId('9')}`)).status).toBe(404)
    expect((await get(`/api/v1/patterns/${hexId('9')}/counts`)).status).toBe(404)
  })
})

describe('GET /api/v1/patterns/{signature}/counts', () => {
  const counts = `/api/v1/patterns/${stormSignature}/counts`

  it('gives whole buckets with denominators, oldest first', async () => {
    const { get } = await serve()

    const { body } = await get(`${counts}?resolution=hour&from=2026-11-23T09:30:00Z&to=2026-11-23T11:00:00Z`)

    expect(body).toMatchObject({ resolution: 'hour', from: '2026-11-23T09:00:00.000Z', nextCursor: null })
    expect(body.items).toEqual([
      {
        start: '2026-11-23T09:00:00.000Z',
        runs: 1,
        agentRuns: 10,
        excess: { usd: 0.01, tokens: 100, seconds: 0, calls: 0, approvals: 0 },
      },
      {
        start: '2026-11-23T10:00:00.000Z',
        runs: 1,
        agentRuns: 10,
        excess: { usd: 0.01, tokens: 100, seconds: 0, calls: 0, approvals: 0 },
      },
    ])
  })

  for (const [resolution, items] of [
    ['minute', 60],
    ['hour', 24],
    ['day', 31],
  ] as const) {
    it(`has a range of its own for ${resolution}s where none is asked for`, async () => {
      const { get } = await serve()

      expect((await get(`${counts}?resolution=${resolution}`)).body.items).toHaveLength(items)
    })
  }

  it('reads an offset', async () => {
    const { get } = await serve()

    const { body } = await get(`${counts}?from=2026-11-23T10:00:00%2B02:00&to=2026-11-23T10:00:00Z`)

    expect(body.from).toBe('2026-11-23T08:00:00.000Z')
  })

  it('says where the counts really begin rather than showing expired buckets as empty', async () => {
    const { get } = await serve()

    const { body } = await get(`${counts}?resolution=minute&from=2026-11-20T00:00:00Z&to=2026-11-23T12:00:00Z`)

    expect(body.from).toBe('2026-11-23T06:01:00.000Z')
    expect(body.items).toHaveLength(359)
  })

  it('shows nothing of a range that has expired as a whole, or is yet to come', async () => {
    const { get } = await serve()

    expect((await get(`${counts}?from=2025-01-01T00:00:00Z&to=2025-01-02T00:00:00Z`)).body.items).toEqual([])
    expect((await get(`${counts}?from=2027-01-01T00:00:00Z&to=2027-01-02T00:00:00Z`)).body.items).toEqual([])
  })
})

describe('GET /api/v1/runs', () => {
  for (const [filter, found] of [
    ['', ['1', '2', '3']],
    ['?agent=research-agent', ['3']],
    ['?outcome=failed', ['2']],
    [`?signature=${stormSignature}`, ['1']],
    ['?since=2026-11-23T12:00:01Z', []],
  ] as const) {
    it(`lists runs${filter === '' ? '' : ` filtered by ${filter.slice(1)}`}`, async () => {
      const { get } = await serve()

      expect(ids((await get(`/api/v1/runs${filter}`)).body.items)).toEqual(found.map((digit) => hexId(digit)))
    })
  }

  it('says who a run came from to nobody', async () => {
    const { get } = await serve()

    for (const path of ['/api/v1/runs', `/api/v1/runs/${hexId('1')}`]) {
      expect((await get(path)).text).not.toContain('SECRET')
    }
  })
})

describe('GET /api/v1/runs/{runId}', () => {
  it('shows steps as a tree from top to bottom, with findings, abstentions and completeness', async () => {
    const { get } = await serve()

    const { body } = await get(`/api/v1/runs/${hexId('1')}`)

    const tree = body.steps.map(({ id, parentId, depth }: Record<string, unknown>) => [id, parentId, depth])
    expect(tree).toEqual([
      ['plan', null, 0],
      ['nested', null, 0],
      ['pay', 'nested', 1],
      ['orphan', 'not-here', 0],
    ])
    expect(body.steps[2]).toMatchObject({
      outcome: 'error',
      error: { class: 'timeout', template: 'timeout after <*>' },
      startTime: '2026-11-23T11:59:56.999877Z',
      durationMs: 1000.123,
    })
    expect(body.findings).toMatchObject([{ signal: 'retry_storm', signature: stormSignature, evidence: ['pay'] }])
    expect(body.abstentions).toEqual([{ signal: 'empty_retrieval', missing: 'result of the retrieval' }])
    expect(body.completeness).toBe(0.9)
    expect(body).toMatchObject({ errorClass: null, entryChars: 31, answerChars: null, contentCaptured: false })
    expect(body.evaluations[0]).toEqual({
      ...{ name: 'helpfulness', score: 0.2, label: 'bad', passed: false, by: 'human', stepId: null },
    })
  })

  it('shows a chain of ten thousand steps', async () => {
    const steps = Array.from({ length: 10_000 }, (_, index) =>
      someStep({ id: `step-${index}`, parentId: index === 0 ? null : `step-${index - 1}` }),
    )
    const { get } = await serve({ runs: [someRecord(someRun({ steps }))] })

    const { body } = await get(`/api/v1/runs/${hexId('1')}`)

    expect(body.steps).toHaveLength(10_000)
    expect(body.steps.at(-1).depth).toBe(9_999)
  })

  it('does not find another tenant’s', async () => {
    const { get } = await serve()

    expect((await get(`/api/v1/runs/${hexId('4')}`)).status).toBe(404)
  })
})

describe('GET /api/v1/candidates', () => {
  it('lists candidates with their scorecards', async () => {
    const { get } = await serve()

    const { body } = await get('/api/v1/candidates?state=open')

    expect(body.items).toHaveLength(2)
    expect(body.items[0]).toMatchObject({
      title: 'charge_card: retry storm in support-agent',
      state: 'open',
      openedAt: '2026-11-23T12:00:00.000Z',
      scorecard: { answer: 'promote', windowDays: 30 },
    })
    expect(body.items[0].scorecard.criteria).toHaveLength(7)
  })

  it('filters by agent', async () => {
    const { get } = await serve()

    const { body } = await get('/api/v1/candidates?agent=research-agent')

    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['second'])
  })

  it('shows one by its id, and not one that is not there', async () => {
    const { get } = await serve()

    expect((await get('/api/v1/candidates/second')).body.state).toBe('rejected')
    expect((await get('/api/v1/candidates/fourth')).status).toBe(404)
    expect((await get('/api/v1/candidates/foreign')).status).toBe(404)
  })
})

describe('GET /api/v1/traces/{traceId}/runs', () => {
  it('gives the runs of a trace', async () => {
    const { get } = await serve()

    const { body } = await get(`/api/v1/traces/${hexId('d')}/runs`)

    expect(ids(body.items)).toEqual([hexId('1')])
    expect(body).toMatchObject({ state: 'settled', explanation: null, settlesAt: null, nextCursor: null })
  })

  for (const [digit, says] of [
    ['7', 'no span in it is of an agent'],
    ['8', `it continues the run of another trace: ${hexId('d')}`],
    [
      '6',
      'it has not settled yet: its root has ended, so that it is judged in 12 s (run.settle) unless more of it comes',
    ],
    ['4', 'no root span of it has ended, so that it is judged in 14 min (run.idle) unless more of it comes'],
    ['3', 'it has not settled yet: it is due and is judged in a moment'],
    ['5', 'set aside'],
  ] as const) {
    it(`says why a trace is no run: ${says}`, async () => {
      const { get } = await serve()

      const { body, text } = await get(`/api/v1/traces/${hexId(digit)}/runs`)

      expect(body.items).toEqual([])
      expect(body.explanation).toContain(says)
      expect(text).not.toContain('SECRET')
    })
  }

  it('does not find a trace that was never seen', async () => {
    const { get } = await serve()

    expect((await get(`/api/v1/traces/${hexId('0')}/runs`)).status).toBe(404)
  })
})

describe('GET /api/v1/lessons', () => {
  it('lists lessons with their signatures and last scorecards', async () => {
    const { get } = await serve()

    const { body } = await get('/api/v1/lessons')

    expect(body.items).toHaveLength(2)
    expect(body.items[0]).toMatchObject({ lesson: stormLesson, signatures: [stormSignature], runs: 4 })
    expect(body.items.map(({ scorecard }: { scorecard: { answer: string } | null }) => scorecard?.answer)).toEqual([
      'promote',
      undefined,
    ])
  })

  it('filters by agent and signal, page by page', async () => {
    const { get } = await serve()

    expect((await get('/api/v1/lessons?agent=research-agent')).body.items).toHaveLength(1)
    expect((await get('/api/v1/lessons?signal=no_answer')).body.items).toEqual([])
    const first = (await get('/api/v1/lessons?limit=1')).body
    const second = (await get(`/api/v1/lessons?limit=1&cursor=${first.nextCursor}`)).body
    expect([first, second].map(({ items }) => items[0].lesson)).toEqual([stormLesson, hexId('f')])
    expect(second.nextCursor).toBeNull()
  })
})

describe('GET /api/v1/agents', () => {
  it('lists agents with their denominators, page by page', async () => {
    const { get } = await serve()

    const first = (await get('/api/v1/agents?limit=1&windowDays=7')).body
    const second = (await get(`/api/v1/agents?limit=1&windowDays=7&cursor=${first.nextCursor}`)).body

    expect(first.items).toEqual([
      { agent: 'support-agent', runs: 120, failedRuns: 7, patterns: 2, lastSeen: '2026-11-23T12:00:00.000Z' },
    ])
    expect(second.items[0].agent).toBe('research-agent')
    expect(second.nextCursor).toBeNull()
  })
})

describe('GET /api/v1/signals', () => {
  it('shows every signal of the catalogue, with its counts where it was seen', async () => {
    const { get } = await serve()

    const { body } = await get('/api/v1/signals')

    expect(body.items).toMatchObject([
      { signal: 'retry_storm', runs: 4, patterns: 1, lastSeen: '2026-11-23T12:00:00.000Z', needs: ['tool spans'] },
      { signal: 'no_answer', runs: 0, patterns: 0, lastSeen: null, reason: 'Somebody waits for one.' },
    ])
  })

  it('shows its precision by what people said, with the denominator, and null where nobody said anything', async () => {
    const { get } = await serve()

    const { body } = await get('/api/v1/signals')

    expect(body.items).toMatchObject([
      { accepted: 3, rejected: 1, reviewed: 4, precision: 0.75, mode: 'on' },
      { accepted: 0, rejected: 0, reviewed: 0, precision: null, mode: 'on' },
    ])
  })

  it('shows which run in shadow and which do not run', async () => {
    const modes = ['shadow', 'off'] as const
    const signals = catalogue.map((info, index) => ({ ...info, mode: modes[index] ?? 'shadow' }))
    const { get } = await serve({}, { signals })

    const { body } = await get('/api/v1/signals')

    expect(body.items.map(({ mode }: { mode: string }) => mode)).toEqual(modes)
  })
})

describe('GET /api/v1/doctor', () => {
  it('says what the last runs tell of how agents are instrumented', async () => {
    const { get } = await serve()

    const { body } = await get('/api/v1/doctor')

    const missing = { signal: 'empty_retrieval', missing: 'result of the retrieval' }
    expect(body).toMatchObject({ runs: 3, since: '2026-11-23T12:00:00.000Z', ready: true, notReady: null })
    expect(body.families).toEqual([{ name: 'otel-genai', runs: 3 }])
    expect(body.scopes).toEqual([{ name: 'instrumentation-a', runs: 3 }])
    expect(body.abstentions).toEqual([{ ...missing, runs: 3 }])
    expect(body.agents).toMatchObject([
      {
        agent: 'support-agent',
        runs: 2,
        withoutContentRuns: 2,
        incompleteRuns: 0,
        abstentions: [{ ...missing, runs: 2 }],
      },
      { agent: 'research-agent', runs: 1, services: [{ name: 'support', runs: 1 }] },
    ])
    expect(body.traces).toMatchObject({ open: 3, quarantined: 1, cutFacts: 3, lateFacts: 1 })
  })

  it('looks at the last 200 runs and no further', async () => {
    const runs = Array.from({ length: 250 }, (_, index) => someRecord(someRun({ id: String(index).padStart(32, '0') })))
    const { get } = await serve({ runs })

    expect((await get('/api/v1/doctor')).body.runs).toBe(200)
  })

  it('looks at few runs where they have very many steps, and says how many', async () => {
    const { totals } = someRun()
    const runs = Array.from({ length: 100 }, (_, index) =>
      someRecord(someRun({ id: String(index).padStart(32, '0'), totals: { ...totals, steps: 9_000 } })),
    )
    const { get } = await serve({ runs })

    expect((await get('/api/v1/doctor')).body.runs).toBe(20)
  })

  it('has an answer before any run was seen', async () => {
    const { get } = await serve({ runs: [] })

    expect((await get('/api/v1/doctor')).body).toMatchObject({ runs: 0, since: null, agents: [] })
  })
})

describe('GET /metrics', () => {
  it('answers the text it is handed', async () => {
    const { get } = await serve({}, { metricsText: () => 'promontory_up 1\n' })

    const answer = await get('/metrics')

    expect(answer.text).toBe('promontory_up 1\n')
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  })
})

describe('GET /', () => {
  it('is a page that loads nothing and leads to the lists', async () => {
    const { get } = await serve()

    const page = await get('/')

    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.text).toContain('href="/api/v1/candidates"')
    expect(page.text).not.toMatch(/<script|<style|<img|<link/)
  })
})
