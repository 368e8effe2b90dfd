import { type Story, teller } from '../story.ts'

const tool = 'issue_refund'

/** Waits for a person at the end of one trace and goes on in another, with the person's yes or no. */
export const resumedApproval: Story = {
  name: 'resumed_approval',
  weight: 3,
  tell: (scene) => {
    const run = teller(scene, { story: 'resumed_approval', agent: 'refunds' })
    run.openAgent()
    const call = run.ask(tool, JSON.stringify({ amount: scene.chance.whole(1, 500) }))
    run.closeAgent()
    run.openTrace()
    run.openAgent()
    const approved = scene.chance.often(0.5)
    if (approved) run.run(call, { result: '{"refunded":true}' })
    else run.unseen('approval', tool, 'rejected')
    run.answer(approved ? [] : [call.id, 'The call was rejected by the user.'])
    run.closeAgent()
    return [run.ending('completed', approved ? [] : [{ signal: 'approval_rejected', locus: tool }])]
  },
}
