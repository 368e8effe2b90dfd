import { type Story, teller } from '../story.ts'
import { failCalls, stormTool } from './retry-storm.ts'

/** The root arrives long after its steps: the run was incomplete, and is not any more. */
export const lateRoot: Story = {
  name: 'late_root',
  weight: 1,
  tell: (scene) => {
    const run = teller(scene, { story: 'late_root', agent: 'courier' })
    run.openAgent()
    failCalls(run, 4)
    run.answer()
    run.closeAgent(null, true)
    return [run.ending('completed', [{ signal: 'retry_storm', locus: stormTool }])]
  },
}
