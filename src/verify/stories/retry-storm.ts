import type { RunTeller } from '../run-teller.ts'
import { type Scene, type Story, teller } from '../story.ts'

export const stormTool = 'charge_account'
export const stormError = 'the upstream gateway answered nonsense'

/** The same call fails until the agent gives up, or fails with it: two signatures of one lesson. */
export const retryStorm: Story = {
  name: 'retry_storm',
  weight: 4,
  tell: (scene) => [storm(scene, teller(scene, { story: 'retry_storm', agent: 'billing' }))],
}

export function storm({ chance }: Scene, run: RunTeller) {
  run.openAgent()
  failCalls(run, chance.whole(3, 6))
  const gaveUp = chance.often(0.6)
  if (gaveUp) run.answer()
  run.closeAgent(gaveUp ? null : 'the agent stopped on a failing call')
  return run.ending(gaveUp ? 'completed' : 'failed', [{ signal: 'retry_storm', locus: stormTool }])
}

export function failCalls(run: RunTeller, times: number): void {
  for (let attempt = 0; attempt < times; attempt += 1) {
    run.run(run.ask(stormTool, '{"account":"A-1"}'), { error: stormError })
  }
}
