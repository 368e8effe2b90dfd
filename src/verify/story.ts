import type { Chance } from './chance.ts'
import type { PlannedRun } from './planned-run.ts'
import { RunTeller } from './run-teller.ts'

/** One kind of agent traffic: what it sends and, from its own knowledge, what must come of it. */
export interface Story {
  readonly name: string
  /** How often it is told, next to the others. */
  readonly weight: number
  /** Told at most so often. */
  readonly timesMax?: number
  /** Its run has no root, so that it is judged only after the service's idle time. */
  readonly needsIdle?: boolean
  tell(scene: Scene): readonly PlannedRun[]
}

export interface Scene {
  readonly chance: Chance
  readonly startUs: number
  /** Sets the traffic of one verification apart from all other traffic: part of every agent's name. */
  readonly label: string
}

export interface Casting {
  readonly story: string
  readonly agent: string
  /** `null`: the agent tells only sessions. */
  readonly user?: string | null
  /** The instrumentation names no agent. */
  readonly nameless?: boolean
  readonly startUs?: number
}

const usersMax = 40

export function agentName(label: string, agent: string): string {
  return `verify-${label}-${agent}`
}

/** A teller with a trace open. */
export function teller(scene: Scene, { story, agent, user, nameless, startUs }: Casting): RunTeller {
  const name = agentName(scene.label, agent)
  const told = new RunTeller(scene.chance, {
    story,
    agent: nameless === true ? null : name,
    service: nameless === true ? name : `${name}-service`,
    user: user === undefined ? `${scene.label}-user-${scene.chance.whole(1, usersMax)}` : user,
    session: `${scene.label}-session-${scene.chance.hex(12)}`,
    startUs: startUs ?? scene.startUs,
  })
  told.openTrace()
  return told
}
