import { type Story, teller } from '../story.ts'

const tool = 'search_manuals'

/** Searches, finds nothing, answers all the same. */
export const emptyRetrieval: Story = {
  name: 'empty_retrieval',
  weight: 3,
  tell: (scene) => {
    const run = teller(scene, { story: 'empty_retrieval', agent: 'docs' })
    run.openAgent()
    for (let round = scene.chance.whole(2, 3); round > 0; round -= 1) {
      run.run(run.ask(tool, JSON.stringify({ query: scene.chance.hex(8) })), { result: '[]' })
    }
    run.answer()
    run.closeAgent()
    return [run.ending('completed', [{ signal: 'empty_retrieval', locus: tool }])]
  },
}
