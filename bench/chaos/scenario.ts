import type { Sending } from '../../src/verify/disturb.ts'
import type { ChaosStore, StoreKind } from './chaos-store.ts'
import type { Installation } from './installation.ts'
import type { Outcome } from './outcome.ts'

/** Something that goes wrong with an installation, and what must hold all the same. One file each, listed in scenarios.ts. */
export interface Scenario {
  readonly name: string
  /** What goes wrong, in a sentence. */
  readonly what: string
  readonly store: StoreKind
  readonly replicas: number
  readonly settings?: (full: boolean) => Readonly<Record<string, string>>
  /** Replicas end themselves. */
  readonly mortal?: boolean
  /** `away`: the replicas start while the store does not answer. */
  readonly storeAtStart?: 'away'
  play(stage: Stage): Promise<Outcome>
}

/** What a scenario plays with: a fresh installation on a fresh store. */
export interface Stage {
  /** Full length, by hand; else the short form, as in CI. */
  readonly full: boolean
  readonly store: ChaosStore
  readonly installation: Installation
  /** Sends traffic while `disturb` goes on; afterwards everything must be right. */
  underLoad(load: Load, disturb: (during: During) => Promise<void>): Promise<Outcome>
}

export interface Load {
  readonly seconds: number
  readonly runsPerSecond?: number
  /** Only this story. */
  readonly story?: string
  /** Loss that the store does not promise to prevent: told, and not held against the scenario. */
  readonly mayLose?: boolean
  /** How long it is waited for what was sent to be judged; what is lost is waited for in vain. */
  readonly patienceMs?: number
}

export interface During extends Sending {
  /** Waits; ends early when sending was given up. */
  pause(ms: number): Promise<void>
  /** Marks the time of what happens; `back`: from here on goodput must return. */
  mark(moment: 'gone' | 'back'): void
  /** Something to know, for the report. */
  note(fact: string): void
  /** Something that must not be. */
  wrong(what: string): void
}
