import type { Chance } from '../../src/verify/chance.ts'
import type { PlannedRun } from '../../src/verify/planned-run.ts'
import { RunTeller } from '../../src/verify/run-teller.ts'

export interface WeakRun {
  readonly chance: Chance
  readonly agent: string
  readonly tool: string
  readonly user: string
  readonly nowMs: number
}

const calls = 4
const agoMs = 60_000

/** A run of this agent that fails because this tool keeps failing: one signature per agent and tool. */
export function weakRun({ chance, agent, tool, user, nowMs }: WeakRun): PlannedRun {
  const run = new RunTeller(chance, {
    ...{ story: 'weak', agent, service: `${agent}-service`, user },
    session: `session-${chance.hex(12)}`,
    startUs: (nowMs - agoMs) * 1000,
  })
  run.openTrace()
  run.openAgent()
  for (let call = 0; call < calls; call += 1) {
    run.run(run.ask(tool, '{"account":"A-1"}'), { error: 'the upstream gateway answered nonsense' })
  }
  run.closeAgent('the agent stopped on a failing call')
  return run.ending('failed')
}
