import { type Story, teller } from '../story.ts'

const tool = 'read_page'

/** Reads the same page again and again and learns nothing from it. */
export const repeatedCall: Story = {
  name: 'repeated_call',
  weight: 2,
  tell: (scene) => {
    const run = teller(scene, { story: 'repeated_call', agent: 'research' })
    run.openAgent()
    for (let round = scene.chance.whole(5, 7); round > 0; round -= 1) {
      run.run(run.ask(tool, '{"page":7}'), { result: '{"title":"Seven","body":"the same as before"}' })
    }
    run.answer()
    run.closeAgent()
    return [run.ending('completed', [{ signal: 'repeated_call', locus: tool }])]
  },
}
