import type { Run } from '../../src/run/run.ts'
import type { Step } from '../../src/run/step.ts'
import { answers, runOf, step } from './run-builder.ts'

/** Text that a model answers with, of so many characters. */
function text(chars: number) {
  return { fp: `${chars}`, chars }
}

/** An agent's invocation below the run, and its one model call. */
export function says(agent: string, id: string, chars = 100): readonly Step[] {
  return [
    step({ kind: 'agent', name: agent, agent, id, outcome: 'unknown' }),
    answers({ agent, id: `${id}-model`, parentId: id, answer: text(chars) }),
  ]
}

/** A run of `team`, whose agents take the turns. */
export function teamRun(parts: readonly (readonly Step[])[], overrides: Partial<Run> = {}): Run {
  return runOf(parts.flat(), { agent: 'team', ...overrides })
}

/** A call on behalf of all, outside of any agent's turn. */
export function executes(id: string, overrides: Partial<Step> = {}): readonly Step[] {
  const result = { fp: id, chars: 100, empty: false, items: null, pending: false }
  return [step({ name: 'execute', agent: 'team', id, result, ...overrides })]
}
