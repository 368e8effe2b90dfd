import { type Story, teller } from '../story.ts'

const tool = 'convert_currency'

/** A loop of the application's own: every model call is a trace, and only the messages tell what the tools did. */
export const tracePerCall: Story = {
  name: 'trace_per_call',
  weight: 3,
  tell: (scene) => {
    const run = teller(scene, { story: 'trace_per_call', agent: 'loop', nameless: true })
    let told: readonly string[] = []
    for (let round = scene.chance.whole(1, 3); round > 0; round -= 1) {
      const call = run.ask(tool, JSON.stringify({ amount: scene.chance.whole(1, 1e6) }), told)
      run.unseen('tool', tool, 'ok')
      told = [call.id, `{"converted":${scene.chance.whole(1, 1e6)}}`]
      run.openTrace()
    }
    run.answer(told)
    return [run.ending('completed')]
  },
}
