import type { CandidateEvent } from '../candidate/event.ts'
import { cloudEvent, cloudEventOf } from './cloud-event.ts'

/** What receivers of webhooks commonly take (Standard Webhooks, "Payload size"). */
export const eventBytesMax = 20_000

/** An event as JSON of at most so many bytes: whole where it fits, else a smaller form of it that says so. */
export function boundedEvent(event: CandidateEvent, bytesMax = eventBytesMax): string {
  const whole = JSON.stringify(cloudEvent(event))
  const bytes = Buffer.byteLength(whole)
  return bytes <= bytesMax ? whole : JSON.stringify(cloudEventOf(event, smallData(event, bytes)))
}

/** Enough to know what happened and to ask the API for the rest. `cut` is there in the small form only. */
function smallData({ sequence, tenant, candidate }: CandidateEvent, bytes: number) {
  const { id, lesson, state, signal, bucket, runs, agentRuns, sources, scorecard } = candidate
  return {
    ...{ sequence, tenant },
    cut: { bytes, whole: `/api/v1/candidates/${encodeURIComponent(id)}` },
    candidate: {
      ...{ id, lesson, sequence: candidate.sequence, state, signal, bucket, scope: candidate.scope },
      ...{ runs, agentRuns, sources, sourcesKnown: sources > 0 },
      title: cut(candidate.title),
      agent: cut(candidate.agent),
      locus: cut(candidate.locus),
      template: cut(candidate.template),
      leadingSignature: candidate.leadingSignature,
    },
    scorecard: { answer: scorecard.answer, reason: scorecard.reason },
    patterns: [candidate.leadingSignature],
  }
}

const charsMax = 256

function cut(text: string): string {
  return text.slice(0, charsMax).toWellFormed()
}
