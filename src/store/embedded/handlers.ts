import { append } from './append.ts'
import { applyDecision } from './apply-decision.ts'
import { claim } from './claim.ts'
import { commit } from './commit.ts'
import { confirm } from './confirm.ts'
import { dirtyLessons } from './dirty-lessons.ts'
import type { Engine } from './engine.ts'
import { evidence } from './evidence.ts'
import { expire } from './expire.ts'
import { fail } from './fail.ts'
import { health } from './health.ts'
import { getCandidate, listCandidates, scorecard } from './list-candidates.ts'
import { listPatterns } from './list-patterns.ts'
import { getRun, listRuns } from './list-runs.ts'
import { patternCounts } from './pattern-counts.ts'
import { pendingEvents } from './pending-events.ts'
import { getPattern } from './read-pattern.ts'
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
  listPatterns: { kind: 'read', handle: listPatterns },
  getPattern: { kind: 'read', handle: getPattern },
  patternCounts: { kind: 'read', handle: patternCounts },
  dirtyLessons: { kind: 'read', handle: dirtyLessons },
  evidence: { kind: 'read', handle: evidence },
  applyDecision: { kind: 'write', handle: applyDecision },
  listCandidates: { kind: 'read', handle: listCandidates },
  getCandidate: { kind: 'read', handle: getCandidate },
  scorecard: { kind: 'read', handle: scorecard },
  pendingEvents: { kind: 'write', handle: pendingEvents },
  confirm: { kind: 'write', handle: confirm },
  health: { kind: 'write', handle: health },
}
