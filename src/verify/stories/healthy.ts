import { type Story, teller } from '../story.ts'

/** Asks, is answered, answers: the denominator of every agent that also has weak runs. */
export const healthy: Story = {
  name: 'healthy',
  weight: 6,
  tell: (scene) => {
    const { chance } = scene
    const agent = chance.oneOf(['desk', 'billing', 'docs', 'ops'])
    const run = teller(scene, { story: 'healthy', agent, ...(chance.often(0.3) ? { user: null } : {}) })
    run.openAgent()
    for (let round = chance.whole(1, 4); round > 0; round -= 1) {
      const call = run.ask('open_ticket_view', JSON.stringify({ ticket: chance.whole(1, 1e9) }))
      run.run(call, { result: JSON.stringify({ state: 'open', title: `about ${chance.hex(6)}` }) })
    }
    run.answer()
    run.closeAgent()
    return [run.ending('completed')]
  },
}
