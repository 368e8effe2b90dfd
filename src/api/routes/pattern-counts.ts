import Type, { type Static } from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import type { CountPoint } from '../../pattern/pattern.ts'
import { bucketMs, bucketStart, type Resolution, reachMs, resolutions } from '../../pattern/window.ts'
import { text, time, whole } from '../fields.ts'
import { nullable } from '../list.ts'
import { idParameter, timeParameter } from '../parameters.ts'
import { type Answer, badParameter, notFound, ok, route } from '../route.ts'
import { excessOf } from '../shapes/excess.ts'
import { expectedTime, parseTime } from '../time.ts'

const querySchema = Type.Object(
  {
    resolution: Type.Enum(resolutions, { default: 'hour', description: 'How wide a bucket is.' }),
    from: Type.Optional(timeParameter('Start of the range; by default an hour, a day or 30 days before its end.')),
    to: Type.Optional(timeParameter('End of the range, now by default; at most 31 days after its start.')),
  },
  { additionalProperties: false },
)

const pointSchema = Type.Object({
  start: time('Where the bucket begins.'),
  runs: whole('Runs of the bucket that carried the pattern.'),
  agentRuns: whole('The denominator: runs of the agent in the same bucket.'),
  excess: excessOf('What the pattern cost in the bucket beyond runs without it.'),
})

export const patternCounts = route({
  url: '/api/v1/patterns/:signature/counts',
  permission: 'read',
  summary: 'Counts of a pattern by time, empty buckets included, oldest first.',
  params: Type.Object({ signature: idParameter('The signature.') }),
  query: querySchema,
  answer: Type.Object({
    resolution: Type.Enum(resolutions, { description: 'How wide a bucket is.' }),
    from: time('Where the counts begin: later than asked where buckets of this resolution do not reach that far.'),
    to: time('Where they end.'),
    items: Type.Array(pointSchema, { description: 'Every bucket of the range, oldest first.' }),
    nextCursor: nullable(text('Always null: there is one page.')),
  }),
  handle: async ({ params: { signature }, query }, { store, tenant, nowMs }) => {
    const asked = rangeOf(query, nowMs())
    if (!asked.ok) return asked
    if ((await store.patterns.get(tenant, signature)) === null) return notFound('pattern')
    const { resolution } = query
    const { fromMs, toMs } = asked.body
    const points = fromMs < toMs ? await store.patterns.counts({ tenant, signature, resolution, fromMs, toMs }) : []
    return ok({
      ...{ resolution, from: rfc3339(fromMs), to: rfc3339(toMs) },
      ...{ items: points.map(pointData), nextCursor: null },
    })
  },
})

interface Range {
  readonly fromMs: number
  readonly toMs: number
}

const rangeMaxMs = 31 * 86_400_000
const rangeDefaultMs: Readonly<Record<Resolution, number>> = {
  minute: 3_600_000,
  hour: 86_400_000,
  day: 30 * 86_400_000,
}

function rangeOf({ resolution, from, to }: Static<typeof querySchema>, nowMs: number): Answer<Range> {
  const toMs = to === undefined ? nowMs : parseTime(to)
  if (toMs === null) return badParameter('to', expectedTime)
  const fromMs = from === undefined ? toMs - rangeDefaultMs[resolution] : parseTime(from)
  if (fromMs === null) return badParameter('from', expectedTime)
  if (fromMs >= toMs) return badParameter('from', 'must be before to')
  if (toMs - fromMs > rangeMaxMs) return badParameter('from', 'must be at most 31 days before to')
  return ok(withinReach(resolution, { fromMs, toMs }, nowMs))
}

/**
 * Whole buckets, and none that has expired or is yet to come: those would read as "no runs". This also bounds how many
 * there are, 360 minutes, 192 hours or 31 days.
 */
function withinReach(resolution: Resolution, { fromMs, toMs }: Range, nowMs: number): Range {
  const oldestMs = bucketStart(nowMs - reachMs[resolution], resolution) + bucketMs[resolution]
  const newestMs = bucketStart(nowMs, resolution) + bucketMs[resolution]
  const startMs = Math.max(oldestMs, bucketStart(fromMs, resolution))
  return { fromMs: startMs, toMs: Math.max(startMs, Math.min(toMs, newestMs)) }
}

function pointData({ startMs, runs, agentRuns, excess }: CountPoint): Static<typeof pointSchema> {
  const { usd, tokens, seconds, calls, approvals } = excess
  return { start: rfc3339(startMs), runs, agentRuns, excess: { usd, tokens, seconds, calls, approvals } }
}
