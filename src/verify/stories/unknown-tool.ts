import { type Story, teller } from '../story.ts'

const tool = 'restart_moon'

/** Calls a tool that does not exist, and fails with it. */
export const unknownTool: Story = {
  name: 'unknown_tool',
  weight: 2,
  tell: (scene) => {
    const run = teller(scene, { story: 'unknown_tool', agent: 'ops' })
    run.openAgent()
    run.run(run.ask(tool, '{"phase":"new"}'), { error: `Unknown tool: ${tool}` })
    run.closeAgent('the agent stopped on a failing call')
    return [run.ending('failed', [{ signal: 'tool_not_found', locus: tool }])]
  },
}
