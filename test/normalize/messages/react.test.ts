import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../../src/normalize/messages/message.ts'
import { withWrittenCalls } from '../../../src/normalize/messages/react.ts'

function text(role: Message['role'], value: string): Message {
  return { role, parts: [{ kind: 'text', value }] }
}

const call = { kind: 'call', id: null, name: 'get_order', arguments: { order_id: 'A-1042' } }
const written = 'Thought: I need the order.\nAction: get_order\nAction Input: {"order_id": "A-1042"}'

describe('calls that a model writes into its text', () => {
  it('are read from the lines for action and input, however they are dressed up', () => {
    for (const said of [written, "**Action:** `get_order`\n**Action Input:** {'order_id': 'A-1042'}\n"]) {
      expect(withWrittenCalls([text('assistant', said)])).toEqual([{ role: 'assistant', parts: [call] }])
    }
  })

  it('are answered by the observation in the next message', () => {
    const [, answer] = withWrittenCalls([text('assistant', written), text('user', 'Observation: shipped')])
    expect(answer).toEqual({
      role: 'tool',
      parts: [{ kind: 'answer', id: null, name: null, result: 'shipped', failed: null }],
    })
  })

  it('are answered by the observation in the same message', () => {
    const read = withWrittenCalls([text('assistant', `${written}\nObservation: shipped`), text('user', 'Go on.')])
    expect(read.map(({ role }) => role)).toEqual(['assistant', 'tool', 'user'])
  })

  it('are none in a final answer, in half of a call, or in what a user says', () => {
    const messages = [
      text('assistant', 'Thought: I know.\nFinal Answer: it has shipped'),
      text('assistant', 'Action: get_order'),
      text('assistant', 'Action: None\nAction Input: {}'),
      text('user', 'Observation: the sky is blue'),
      text('user', written),
    ]
    expect(withWrittenCalls(messages)).toEqual(messages)
  })

  it('never make the reader throw or lose a message', () => {
    const line = fc.constantFrom('Action:', 'Action: a', 'Action Input:', 'Observation:', 'x', '\n', '**', '{')
    const message = fc
      .tuple(fc.constantFrom('user', 'assistant'), fc.array(line))
      .map(([role, lines]) => text(role, lines.join('\n')))
    fc.assert(
      fc.property(fc.array(message), (all) => {
        expect(withWrittenCalls(all).length).toBeGreaterThanOrEqual(all.length)
      }),
    )
  })

  it('are read from fields under headings, but not the choice to finish', () => {
    const fields = (name: string) =>
      `[[ ## next_thought ## ]]\nFirst the order.\n\n[[ ## next_tool_name ## ]]\n${name}\n\n[[ ## next_tool_args ## ]]\n{"order_id": "A-1042"}\n\n[[ ## completed ## ]]`
    expect(withWrittenCalls([text('assistant', fields('get_order'))])).toEqual([{ role: 'assistant', parts: [call] }])
    const messages = [text('assistant', fields('finish')), text('user', fields('get_order'))]
    expect(withWrittenCalls(messages)).toEqual(messages)
  })
})
