import { agentName, type Story, teller } from '../story.ts'

/** The process died under the run: its root never ends. */
export const vanished: Story = {
  name: 'vanished',
  weight: 1,
  needsIdle: true,
  tell: (scene) => {
    const run = teller(scene, { story: 'vanished', agent: 'crawler' })
    run.openAgent()
    const call = run.ask('open_ticket_view', '{"ticket":2}')
    run.run(call, { result: '{"state":"open"}' })
    const planted = [{ signal: 'run_abandoned', locus: agentName(scene.label, 'crawler') }]
    return [run.ending('unknown', planted, false)]
  },
}
