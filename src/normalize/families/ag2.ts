import type { Evidence } from '../evidence.ts'
import { decisionWord } from '../messages/read-parts.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'
import { placeOfOperation } from './gen-ai.ts'

const response = 'ag2.human_input.response'

/** AG2: GenAI operations, and a span around each question to a person. */
export const ag2: Family = {
  name: 'ag2',
  attributes: ['ag2.span.type', response],
  recognizes: (view) => view.has('ag2.span.type'),
  place: (view) => {
    if (view.text('ag2.span.type') !== 'human_input') return placeOfOperation(view)
    return decided(view) === 'unknown' ? places.other : places.approval
  },
  evidence: answered,
}

/** People answer such a question with a letter. */
function decided(view: SpanView): 'approved' | 'rejected' | 'unknown' {
  const word = view.text(response)?.trim().toLowerCase() ?? null
  if (word === 'y' || word === 'always') return 'approved'
  return word === 'n' ? 'rejected' : decisionWord(word)
}

/** A yes or no inside of a tool is about the tool; any other answer is what the tool had asked for. */
function answered(view: SpanView, place: Place): Evidence | null {
  if (place.kind !== 'approval') return null
  const approved = decided(view) === 'approved'
  return { outcome: approved ? 'ok' : 'rejected', from: response }
}
