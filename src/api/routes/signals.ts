import Type, { type Static } from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { buckets } from '../../finding/finding.ts'
import type { SignalSummary } from '../../store/contract.ts'
import { type SignalInfo, signalModes } from '../api-deps.ts'
import { share, text, texts, time, whole } from '../fields.ts'
import { listOf, nullable } from '../list.ts'
import { none } from '../parameters.ts'
import { ok, route } from '../route.ts'

const signalSchema = Type.Object({
  signal: text('Its name.'),
  bucket: Type.Enum(buckets, { description: 'The kind of weakness it looks for.' }),
  definition: text('What it finds.'),
  reason: text('Why that is a weakness.'),
  needs: texts('Fields it cannot do without: it abstains where one is not sent.'),
  runs: whole('Runs it fired in, over 90 days.'),
  patterns: whole('Patterns it has made that have a run.'),
  mode: Type.Enum(signalModes, { description: 'shadow: counted and shown, raising nothing. off: it does not run.' }),
  accepted: whole('Candidates of it that people accepted.'),
  rejected: whole('Candidates of it that people rejected as no problem.'),
  reviewed: whole('The denominator of its precision: candidates accepted and rejected together.'),
  precision: nullable(share('Of the reviewed ones those that were accepted; null of none.')),
  lastSeen: nullable(time('When the last run it fired in was counted; null where there is none.')),
})

export const signals = route({
  url: '/api/v1/signals',
  permission: 'read',
  summary: 'Every signal there is, with how often it was seen and what people said of its candidates.',
  params: none,
  query: none,
  answer: listOf(signalSchema),
  handle: async (_, { store, tenant, signals }) => {
    const seen = new Map((await store.patterns.signals(tenant)).map((summary) => [summary.signal, summary]))
    return ok({ items: signals.map((info) => signalData(info, seen.get(info.name))), nextCursor: null })
  },
})

function signalData(info: SignalInfo, seen: SignalSummary | undefined): Static<typeof signalSchema> {
  const { name, bucket, definition, reason, needs } = info
  const { runs = 0, patterns = 0, accepted = 0, rejected = 0, lastSeenMs = 0 } = seen ?? {}
  const reviewed = accepted + rejected
  return {
    ...{ signal: name, bucket, definition, reason, runs, patterns, accepted, rejected, reviewed },
    needs: [...needs],
    mode: info.mode ?? 'on',
    precision: reviewed === 0 ? null : accepted / reviewed,
    lastSeen: lastSeenMs === 0 ? null : rfc3339(lastSeenMs),
  }
}
