import { type AppendAnswer, type AppendRequest, StoreUnavailable, type TraceStore } from '../../contract.ts'
import { NoReply } from '../errors.ts'
import { within } from '../within.ts'
import { type AppendEngine, append } from './append.ts'
import { claim } from './claim.ts'
import { commit } from './commit.ts'
import { expire } from './expire.ts'
import { fail } from './fail.ts'
import type { Sweep } from './sweep.ts'
import type { Tenants } from './tenants.ts'
import { traceState } from './trace-state.ts'

/** The verbs of traces; what is counted of tenants as a whole is added where both halves meet. */
export function createTraceStore(engine: AppendEngine, tenants: Tenants, sweep: Sweep): Omit<TraceStore, 'counts'> {
  return {
    append: (request) => inTime(appendKnown(engine, tenants, request)),
    claim: async (request) => {
      await sweep.run()
      return claim(engine, request)
    },
    commit: (task) => commit(engine, task),
    fail: (failed, reason, nowMs) => fail(engine, failed, reason, nowMs),
    nextDueMs: async () => {
      const times = [...(await engine.due.look()).values()]
      return times.length === 0 ? null : times.reduce((one, other) => Math.min(one, other))
    },
    get: (tenant, traceId) => traceState(engine, tenant, traceId),
    expire: (nowMs) => expire(engine, nowMs),
  }
}

async function appendKnown(engine: AppendEngine, tenants: Tenants, request: AppendRequest): Promise<AppendAnswer> {
  await tenants.know(request.chunks.map((chunk) => chunk.tenant))
  return append(engine, request)
}

/** All calls of a request together: a sender is told to come again before it gives up itself. */
const appendMs = 2300

async function inTime<T>(answer: Promise<T>): Promise<T> {
  try {
    return await within(answer, appendMs)
  } catch (error) {
    if (error instanceof NoReply) throw new StoreUnavailable('Redis did not answer in time')
    throw error
  }
}
