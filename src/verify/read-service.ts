import type { Seen, SeenCandidate, SeenPattern, SeenRun, SeenStep, SeenTrace } from './seen.ts'

export interface ServiceApi {
  /** `host:port`, or a URL. */
  readonly api: string
  readonly key: string | null
}

export interface Asked {
  readonly agents: readonly string[]
  readonly traceIds: readonly string[]
}

/** Reads everything that the check compares, of these agents and traces only. Rejects while the service is away. */
export async function readService(service: ServiceApi, { agents, traceIds }: Asked): Promise<Omit<Seen, 'sinks'>> {
  const ask = asking(service)
  const runs = (await each(agents, (agent) => all<RunJson>(ask, `runs?agent=${encodeURIComponent(agent)}`))).flat()
  const patterns = (await each(agents, (agent) => readPatterns(ask, agent))).flat()
  const candidates = await each(agents, (agent) =>
    all<SeenCandidate>(ask, `candidates?agent=${encodeURIComponent(agent)}`),
  )
  const steps = await each(runs, async ({ runId }) => [runId, await readSteps(ask, runId)] as const)
  const traces = await each(traceIds, async (traceId) => [traceId, await readTrace(ask, traceId)] as const)
  return {
    runs: runs.map(seenRun),
    steps: new Map(steps),
    traces: new Map(traces.flatMap(([id, trace]) => (trace === null ? [] : [[id, trace]]))),
    patterns,
    candidates: candidates.flat(),
  }
}

/** The states of traces, as far as they are known. */
export async function readTraces(
  service: ServiceApi,
  traceIds: readonly string[],
): Promise<readonly (SeenTrace | null)[]> {
  const ask = asking(service)
  return each(traceIds, (traceId) => readTrace(ask, traceId))
}

export async function isReady(service: ServiceApi): Promise<boolean> {
  const response = await fetch(new URL('/readyz', baseOf(service))).catch(() => null)
  await response?.body?.cancel()
  return response?.ok === true
}

type Ask = <T>(path: string) => Promise<T | null>

const askMs = 10_000
/** Requests at once: a service answers only so many queries at a time. */
const asksMax = 4
const busyTriesMax = 20

function asking(service: ServiceApi): Ask {
  const headers: Record<string, string> = service.key === null ? {} : { authorization: `Bearer ${service.key}` }
  return async (path) => {
    for (let attempt = 1; ; attempt += 1) {
      const signal = AbortSignal.timeout(askMs)
      const response = await fetch(new URL(`/api/v1/${path}`, baseOf(service)), { headers, signal })
      const body = await response.text()
      if (response.ok) return JSON.parse(body)
      if (response.status === 404) return null
      if (response.status !== 503 || attempt === busyTriesMax) throw new ApiFailure(path, response.status)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

export class ApiFailure extends Error {
  readonly status: number

  constructor(path: string, status: number) {
    super(`the API answered ${status} to ${path.replace(/\?.*/, '')}, expected 200`)
    this.status = status
  }
}

function baseOf({ api }: ServiceApi): string {
  return api.includes('://') ? api : `http://${api}`
}

interface PageJson<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

const pagesMax = 10_000

async function all<T>(ask: Ask, path: string): Promise<readonly T[]> {
  const items: T[] = []
  let from = ''
  for (let page = 0; page < pagesMax; page += 1) {
    const answer: PageJson<T> | null = await ask(`${path}&limit=500${from}`)
    items.push(...(answer?.items ?? []))
    if (answer === null || answer.nextCursor === null) break
    from = `&cursor=${encodeURIComponent(answer.nextCursor)}`
  }
  return items
}

/** In order, a few at a time. */
async function each<T, R>(items: readonly T[], read: (item: T) => Promise<R>): Promise<readonly R[]> {
  const out: R[] = []
  for (let from = 0; from < items.length; from += asksMax) {
    out.push(...(await Promise.all(items.slice(from, from + asksMax).map(read))))
  }
  return out
}

interface RunJson extends Omit<SeenRun, 'startUs'> {
  readonly startTime: string
}

function seenRun({ startTime, ...run }: RunJson): SeenRun {
  return { ...run, startUs: micros(startTime) }
}

interface StepJson extends Omit<SeenStep, 'startUs' | 'endUs'> {
  readonly startTime: string
  readonly endTime: string
}

async function readSteps(ask: Ask, runId: string): Promise<readonly SeenStep[]> {
  const run = await ask<{ readonly steps: readonly StepJson[] }>(`runs/${runId}`)
  const steps = (run?.steps ?? []).map(({ startTime, endTime, ...step }) => ({
    ...step,
    startUs: micros(startTime),
    endUs: micros(endTime),
  }))
  return steps.sort((a, b) => a.startUs - b.startUs)
}

async function readTrace(ask: Ask, traceId: string): Promise<SeenTrace | null> {
  const trace = await ask<SeenTrace>(`traces/${traceId}/runs`)
  return trace && { state: trace.state, spans: trace.spans }
}

async function readPatterns(ask: Ask, agent: string): Promise<readonly SeenPattern[]> {
  const patterns = await all<Omit<SeenPattern, 'hourRuns' | 'dayRuns'>>(
    ask,
    `patterns?agent=${encodeURIComponent(agent)}`,
  )
  return each(patterns, async (pattern) => ({
    ...pattern,
    hourRuns: await bucketSum(ask, pattern.signature, 'hour'),
    dayRuns: await bucketSum(ask, pattern.signature, 'day'),
  }))
}

async function bucketSum(ask: Ask, signature: string, resolution: 'hour' | 'day'): Promise<number> {
  const now = Date.now()
  const range = `from=${new Date(now - 3 * 86_400_000).toISOString()}&to=${new Date(now + 3_600_000).toISOString()}`
  const points = await ask<PageJson<{ readonly runs: number }>>(
    `patterns/${signature}/counts?resolution=${resolution}&${range}`,
  )
  return (points?.items ?? []).reduce((sum, { runs }) => sum + runs, 0)
}

/** RFC 3339 with up to six digits of a second, as whole microseconds. */
function micros(time: string): number {
  const digits = /\.(\d{1,6})/.exec(time)?.[1] ?? ''
  return Math.floor(Date.parse(time) / 1000) * 1_000_000 + Number(digits.padEnd(6, '0'))
}
