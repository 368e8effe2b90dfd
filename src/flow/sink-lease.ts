import type { OutboxStore } from '../store/contract.ts'

export interface SinkLeaseDeps {
  readonly outbox: Pick<OutboxStore, 'lease' | 'release'>
  /** Names this process among those that share the store. */
  readonly holder: string
  readonly nowMs: () => number
  /** Resolves after so long, or at once when the signal aborts. Never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  report(sink: string, error: unknown): void
}

/** The right to tell one sink, of which one process at a time has it. */
export interface SinkLease {
  /** As far as is known here: a process that slept for long may believe it for a moment longer, and tell twice. */
  readonly held: boolean
  /** Takes it, unless it is held already; false while another has it, and when the store cannot tell. */
  take(): Promise<boolean>
  /** Renews it in time, also while a send or a wait takes longer than it lasts, until the signal aborts. */
  keep(stopping: AbortSignal): Promise<void>
  release(): Promise<void>
}

export function sinkLease(sink: string, deps: SinkLeaseDeps, leaseMs: number): SinkLease {
  const { outbox, holder } = deps
  let held = false

  async function ask(): Promise<boolean> {
    try {
      held = await outbox.lease(sink, holder, deps.nowMs(), leaseMs)
    } catch (error) {
      held = false
      deps.report(sink, error)
    }
    return held
  }

  return {
    get held() {
      return held
    },
    take: async () => held || ask(),
    keep: async (stopping) => {
      while (!stopping.aborted) {
        await deps.wait(leaseMs / 3, stopping)
        if (held && !stopping.aborted) await ask()
      }
    },
    release: async () => {
      if (!held) return
      held = false
      await outbox.release(sink, holder).catch((error) => deps.report(sink, error))
    },
  }
}
