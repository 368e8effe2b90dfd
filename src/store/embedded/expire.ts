/**
 * expire: drops what is past its time, a bounded piece at a time. Facts go after the late window, ledgers (with their
 * traces) after the dedupe horizon, count buckets and baselines past their reach, events that every sink has. Snoozed
 * candidates whose time has come are open again. Answers whether there is more to do.
 */

import { wholeMs } from '../../count/whole-ms.ts'
import type { Engine } from './engine.ts'
import { expireBaselines } from './expire-baselines.ts'
import { expireCounts } from './expire-counts.ts'
import { expireEvents } from './expire-events.ts'
import { expireFacts } from './expire-facts.ts'
import { expireTraces } from './expire-traces.ts'
import { wakeCandidates } from './wake-candidates.ts'

const steps = [expireEvents, expireFacts, expireTraces, expireCounts, expireBaselines, wakeCandidates] as const

export function expire(engine: Engine, asked: number): boolean {
  const nowMs = wholeMs(asked)
  return steps.map((step) => step(engine, nowMs)).includes(true)
}
