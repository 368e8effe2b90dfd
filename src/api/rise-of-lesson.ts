import type { Pattern } from '../pattern/pattern.ts'
import type { RatePoint, Rise } from '../pattern/rise.ts'
import { bucketMs, type Resolution } from '../pattern/window.ts'
import type { AskDeps } from './api-deps.ts'

const signaturesMax = 10

/** Whether the rate of a lesson rises, over the signatures with most runs; null where nobody handed in how to judge it. */
export async function riseOfLesson(lesson: string, deps: AskDeps): Promise<Rise | null> {
  const { store, tenant, judgeRise } = deps
  if (judgeRise === null) return null
  const { items } = await store.patterns.list({ tenant, lesson, sort: 'runs', limit: signaturesMax })
  const { hours, days } = judgeRise.spans
  return judgeRise.judge(await rates(items, 'hour', hours, deps), await rates(items, 'day', days, deps))
}

async function rates(
  patterns: readonly Pattern[],
  resolution: Resolution,
  buckets: number,
  { store, tenant, nowMs }: AskDeps,
): Promise<readonly RatePoint[]> {
  const size = bucketMs[resolution]
  const toMs = (Math.floor(nowMs() / size) + 1) * size
  const range = { resolution, fromMs: toMs - buckets * size, toMs }
  const sums = Array.from({ length: buckets }, () => ({ runs: 0, agentRuns: 0 }))
  const agents = new Set<string>()
  for (const { signature, scope, agent } of patterns) {
    const points = await store.patterns.counts({ tenant, signature, ...range })
    const isNew = !agents.has(`${scope} ${agent}`)
    agents.add(`${scope} ${agent}`)
    for (const [index, sum] of sums.entries()) {
      sum.runs += points[index]?.runs ?? 0
      // Its agent's runs count once, however many signatures are of one agent.
      if (isNew) sum.agentRuns += points[index]?.agentRuns ?? 0
    }
  }
  return sums
}
