/** A run, a candidate and its scorecard as the API shows them, as far as the demo tells of them. */
export interface ShownRun {
  readonly runId: string
  readonly traceIds: readonly string[]
  readonly findings: readonly { readonly signal: string }[]
}

export interface ShownCandidate {
  readonly id: string
  readonly state: string
  readonly title: string
  readonly explanation: string
  readonly runs: number
  readonly agentRuns: number
  readonly sources: number
  readonly scorecard: ShownScorecard
}

export interface ShownScorecard {
  readonly answer: string
  readonly reason: string | null
  readonly windowDays: number
  readonly criteria: readonly {
    readonly name: string
    readonly verdict: string
    readonly score: number | null
    readonly evidence: string
  }[]
}

interface ShownPage<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

export interface Api {
  readonly base: string
  readonly fetch: typeof fetch
}

export function askRuns(api: Api): Promise<readonly ShownRun[]> {
  return askAll<ShownRun>(api, '/api/v1/runs')
}

export function askCandidates(api: Api): Promise<readonly ShownCandidate[]> {
  return askAll<ShownCandidate>(api, '/api/v1/candidates')
}

const pagesMax = 50

async function askAll<T>(api: Api, path: string): Promise<readonly T[]> {
  const items: T[] = []
  let cursor: string | null = null
  for (let page = 0; page < pagesMax; page++) {
    const answer: ShownPage<T> = await askPage(api, path, cursor)
    items.push(...answer.items)
    cursor = answer.nextCursor
    if (cursor === null) break
  }
  return items
}

async function askPage<T>(api: Api, path: string, cursor: string | null): Promise<ShownPage<T>> {
  const url = new URL(path, api.base)
  url.searchParams.set('limit', '200')
  if (cursor !== null) url.searchParams.set('cursor', cursor)
  const response = await api.fetch(url)
  if (!response.ok) throw new Error(`${path} answered ${response.status}, expected 200`)
  return JSON.parse(await response.text())
}
