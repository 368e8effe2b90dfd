import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'
import { remembered } from './remembered.ts'
import { stepsById } from './step-lists.ts'

/** One agent's say in a run that several agents work on, and what was done upon it. */
export interface Turn {
  readonly agent: string
  /** The agent's invocation; where the run's own agent has no invocation below the run, its model call. */
  readonly step: Step
  /** Characters that its models answered with. */
  readonly chars: number
  /** Calls made in the turn, and those made on behalf of all before the next one. */
  readonly calls: readonly Step[]
}

/** Turns in order; empty where fewer than two agents took any. */
export function conversationOf(run: Run): readonly Turn[] {
  return turnsOf(run.steps)
}

const turnsOf = remembered(findTurns)

function findTurns(steps: readonly Step[]): readonly Turn[] {
  if (!steps.some((step) => step.kind === 'agent')) return []
  const turns = collectTurns(steps)
  return new Set(turns.map(({ agent }) => agent)).size < 2 ? [] : turns
}

interface OpenTurn {
  readonly agent: string
  readonly step: Step
  chars: number
  readonly calls: Step[]
}

function collectTurns(steps: readonly Step[]): readonly Turn[] {
  const { outermost, around } = placesOf(steps)
  const turns: OpenTurn[] = []
  const byStep = new Map<string, OpenTurn>()
  const open = (step: Step) => {
    const turn = { agent: step.agent, step, chars: 0, calls: [] }
    turns.push(turn)
    byStep.set(step.id, turn)
    return turn
  }
  const turnOf = (step: Step) => {
    const agent = outermost.get(step.id)
    if (agent !== undefined) return byStep.get(agent.id) ?? open(agent)
    return step.kind === 'llm' ? open(step) : turns.at(-1)
  }
  for (const step of steps) {
    const turn = turnOf(step)
    if (turn === undefined || around.has(step.id)) continue
    if (step.kind === 'llm') turn.chars += step.answer?.chars ?? 0
    if (isAction(step)) turn.calls.push(step)
  }
  return turns
}

interface Places {
  /** By step id: the outermost agent invocation that it is part of. */
  readonly outermost: ReadonlyMap<string, Step>
  /** Steps around such an invocation: a call that is nothing but another agent's turn. */
  readonly around: ReadonlySet<string>
}

/** Levels looked at above a step. */
const levelsMax = 32

function placesOf(steps: readonly Step[]): Places {
  const byId = stepsById(steps)
  const outermost = new Map<string, Step>()
  const around = new Set<string>()
  for (const step of steps) {
    const agent = outermostAgent(step, byId)
    if (agent === null) continue
    outermost.set(step.id, agent)
    if (agent === step) addAbove(around, step, byId)
  }
  return { outermost, around }
}

/** The last agent on the way up from the step, the step itself included. */
function outermostAgent(step: Step, byId: ReadonlyMap<string, Step>): Step | null {
  let agent: Step | null = null
  let at: Step | undefined = step
  for (let level = 0; level < levelsMax && at !== undefined; level += 1) {
    if (at.kind === 'agent') agent = at
    at = above(at, byId)
  }
  return agent
}

function addAbove(around: Set<string>, step: Step, byId: ReadonlyMap<string, Step>): void {
  let at = above(step, byId)
  for (let level = 1; level < levelsMax && at !== undefined; level += 1) {
    around.add(at.id)
    at = above(at, byId)
  }
}

function above({ parentId }: Step, byId: ReadonlyMap<string, Step>): Step | undefined {
  return parentId === null ? undefined : byId.get(parentId)
}
