import type { Evidence } from '../evidence.ts'
import { places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'

/** Agent2Agent (proposal). */
export const a2a: Family = {
  name: 'a2a',
  attributes: ['a2a.method.name', 'a2a.task.state', 'a2a.task.id'],
  recognizes: (view) => view.has('a2a.method.name') || view.has('a2a.task.id'),
  place: (view) => {
    const method = view.text('a2a.method.name')
    return method === 'SendMessage' || method === 'SendStreamingMessage' ? places.agent : places.other
  },
  evidence: taskEvidence,
}

function taskEvidence(view: SpanView): Evidence | null {
  const state = view.text('a2a.task.state')
  const from = 'a2a.task.state'
  if (state === 'TASK_STATE_INPUT_REQUIRED' || state === 'TASK_STATE_AUTH_REQUIRED') return { outcome: 'waiting', from }
  if (state === 'TASK_STATE_CANCELED') return { outcome: 'error', from, class: 'cancelled', text: 'task canceled' }
  return state === 'TASK_STATE_FAILED' ? { outcome: 'error', from } : null
}
