import { append } from './append.ts'
import { applyDecision } from './apply-decision.ts'
import { baseline } from './baseline.ts'
import { bury } from './bury.ts'
import { claim } from './claim.ts'
import { commit } from './commit.ts'
import { confirm } from './confirm.ts'
import { deadLetters, revive } from './dead-letters.ts'
import { dirtyLessons } from './dirty-lessons.ts'
import type { Engine } from './engine.ts'
import { eventsSince, newestEvent } from './events-since.ts'
import { evidence } from './evidence.ts'
import { expire } from './expire.ts'
import { fail } from './fail.ts'
import { health } from './health.ts'
import { lease, release } from './lease.ts'
import { listAgents } from './list-agents.ts'
import { getCandidate, listCandidates, scorecard } from './list-candidates.ts'
import { listLessons } from './list-lessons.ts'
import { listPatterns } from './list-patterns.ts'
import { getRun, listRuns } from './list-runs.ts'
import { listSignals } from './list-signals.ts'
import { patternCounts } from './pattern-counts.ts'
import { pendingEvents } from './pending-events.ts'
import { getPattern } from './read-pattern.ts'
import { review } from './review.ts'
import { nextDue, traceCounts, traceState } from './trace-state.ts'
import type { AnswerOf, RequestOf, VerbName } from './verbs.ts'

/** `write`: shares a transaction with others and is answered after its commit. `read`: answered at once. */
export interface Handler<V extends VerbName> {
  readonly kind: 'write' | 'read'
  handle(engine: Engine, request: RequestOf<V>): AnswerOf<V>
}

export const handlers: { readonly [V in VerbName]: Handler<V> } = {
  append: { kind: 'write', handle: append },
  claim: { kind: 'write', handle: claim },
  commit: { kind: 'write', handle: commit },
  fail: { kind: 'write', handle: fail },
  expire: { kind: 'write', handle: expire },
  nextDue: { kind: 'read', handle: nextDue },
  traceState: { kind: 'read', handle: traceState },
  traceCounts: { kind: 'read', handle: traceCounts },
  listRuns: { kind: 'read', handle: listRuns },
  getRun: { kind: 'read', handle: getRun },
  baseline: { kind: 'read', handle: baseline },
  listAgents: { kind: 'read', handle: listAgents },
  listPatterns: { kind: 'read', handle: listPatterns },
  getPattern: { kind: 'read', handle: getPattern },
  listLessons: { kind: 'read', handle: listLessons },
  listSignals: { kind: 'read', handle: listSignals },
  patternCounts: { kind: 'read', handle: patternCounts },
  dirtyLessons: { kind: 'read', handle: dirtyLessons },
  evidence: { kind: 'read', handle: evidence },
  applyDecision: { kind: 'write', handle: applyDecision },
  review: { kind: 'write', handle: review },
  listCandidates: { kind: 'read', handle: listCandidates },
  getCandidate: { kind: 'read', handle: getCandidate },
  scorecard: { kind: 'read', handle: scorecard },
  lease: { kind: 'write', handle: lease },
  release: { kind: 'write', handle: release },
  pendingEvents: { kind: 'write', handle: pendingEvents },
  confirm: { kind: 'write', handle: confirm },
  bury: { kind: 'write', handle: bury },
  deadLetters: { kind: 'read', handle: deadLetters },
  revive: { kind: 'write', handle: revive },
  eventsSince: { kind: 'read', handle: eventsSince },
  newestEvent: { kind: 'read', handle: newestEvent },
  health: { kind: 'write', handle: health },
}
