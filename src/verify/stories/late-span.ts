import { type Story, teller } from '../story.ts'
import { failCalls, stormError, stormTool } from './retry-storm.ts'

/** Two failed calls, and a third that arrives when the run was judged: errors become a storm, and their counts go. */
export const lateSpan: Story = {
  name: 'late_span',
  weight: 2,
  tell: (scene) => {
    const run = teller(scene, { story: 'late_span', agent: 'courier' })
    run.openAgent()
    failCalls(run, 2)
    run.run(run.ask(stormTool, '{"account":"A-1"}'), { error: stormError }, { late: true })
    run.answer()
    run.closeAgent()
    return [run.ending('completed', [{ signal: 'retry_storm', locus: stormTool }])]
  },
}
