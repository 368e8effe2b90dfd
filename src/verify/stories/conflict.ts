import { type Story, teller } from '../story.ts'
import { failCalls, stormError, stormTool } from './retry-storm.ts'

/** One span id, two spans that disagree: the one that ended later stands, in whatever order they come. */
export const conflict: Story = {
  name: 'conflict',
  weight: 2,
  tell: (scene) => {
    const run = teller(scene, { story: 'conflict', agent: 'clash' })
    run.openAgent()
    failCalls(run, 2)
    const fails = scene.chance.often(0.5)
    const call = run.ask(stormTool, '{"account":"A-1"}')
    if (fails) run.run(call, { error: stormError }, { loser: { result: '{"charged":true}' } })
    else run.run(call, { result: '{"charged":true}' }, { loser: { error: stormError } })
    run.answer()
    run.closeAgent()
    return [run.ending('completed', [{ signal: fails ? 'retry_storm' : 'tool_error', locus: stormTool }])]
  },
}
