import { type Story, teller } from '../story.ts'
import { storm } from './retry-storm.ts'

/** Two runs below one HTTP request: one trace, two runs. */
export const sharedTrace: Story = {
  name: 'shared_trace',
  weight: 2,
  tell: (scene) => {
    const casting = { story: 'shared_trace', agent: 'batch' }
    const first = teller(scene, casting)
    const request = first.openServer()
    first.openTraceBelow(request)
    first.openAgent()
    first.run(first.ask('open_ticket_view', '{"ticket":1}'), { result: '{"state":"closed"}' })
    first.answer()
    first.closeAgent()
    const second = teller(scene, { ...casting, startUs: first.nowUs })
    second.openTraceBelow(request)
    return [first.ending('completed'), storm(scene, second)]
  },
}
