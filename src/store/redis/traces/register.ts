/** The joins of a tenant's traces, in the tenant's slot; register.lua says how they are decided. */
import { callsPerTraceMax } from '../../limits.ts'
import { loadScript } from '../script.ts'
import type { TraceEngine } from './engine.ts'
import { type Member, readMembers } from './trace.ts'

const registerScript = loadScript('register')
const unregisterScript = loadScript('unregister')

/** `members`: the traces that continue the head, oldest first. `change` numbers what was decided. */
export type Registered =
  | { readonly kind: 'stale' }
  | { readonly kind: 'head'; readonly change: number | null; readonly members: readonly Member[] }
  | { readonly kind: 'member'; readonly change: number; readonly head: string; readonly members: readonly Member[] }

export interface Registration {
  readonly tenant: string
  readonly traceId: string
  readonly epoch: number
  readonly firstReceivedMs: number
  readonly pendingCalls: readonly string[]
  readonly awaitedCalls: readonly string[]
}

export async function register(engine: TraceEngine, asked: Registration): Promise<Registered> {
  const pending = [...new Set(asked.pendingCalls)].slice(0, callsPerTraceMax)
  const awaited = [...new Set(asked.awaitedCalls)].slice(0, callsPerTraceMax)
  const { traceId, epoch, firstReceivedMs } = asked
  const answer = await engine.client.run(registerScript, slotKeys(engine, asked.tenant), [
    traceId,
    epoch,
    firstReceivedMs,
    engine.limits.continuationsPerTrace,
    pending.length,
    ...pending,
    ...awaited,
  ])
  const [kind, number, first, second] = Array.isArray(answer) ? answer : []
  const change = Number(number)
  if (kind === 'member') return { kind, change, head: String(first), members: readMembers(String(second)) }
  return kind === 'head' ? { kind, change, members: readMembers(String(first)) } : { kind: 'stale' }
}

/** `calls`: nobody joins it any more. `all`: it is forgotten. */
export async function unregister(
  engine: TraceEngine,
  tenant: string,
  traceId: string,
  what: 'calls' | 'all',
): Promise<void> {
  await engine.client.run(unregisterScript, slotKeys(engine, tenant), [traceId, what, ''])
}

/** The join was refused where the facts are: the member stands alone again. */
export async function leave(engine: TraceEngine, tenant: string, member: string, head: string): Promise<void> {
  await engine.client.run(unregisterScript, slotKeys(engine, tenant), [member, 'leave', head])
}

function slotKeys({ keys }: TraceEngine, tenant: string): readonly string[] {
  return [keys.tenant(tenant, 'calls'), keys.tenant(tenant, 'joins')]
}
