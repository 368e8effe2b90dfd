import { describe, expect, it } from 'vitest'
import { writtenContext } from '../../../src/normalize/messages/written-context.ts'

describe('written context', () => {
  it('reads who said what under headings of their own line', () => {
    expect(writtenContext('[USER]\nHello\n[x]\n[ASSISTANT]\nHi')).toEqual([
      { role: 'user', parts: [{ kind: 'text', value: 'Hello\n[x]' }] },
      { role: 'assistant', parts: [{ kind: 'text', value: 'Hi' }] },
    ])
  })

  it('reads the result of a call without the notes behind it', () => {
    const text = '[TOOL RESULT: toolu_1]\n[{"type":"text","text":"a"},{"type":"text","text":"<system-reminder>b"}]'
    expect(writtenContext(text)).toEqual([
      {
        role: 'tool',
        parts: [{ kind: 'answer', id: 'toolu_1', name: null, result: [{ type: 'text', text: 'a' }], failed: null }],
      },
    ])
  })

  it('knows a call that the client itself turned down', () => {
    const text = '[TOOL RESULT: toolu_1]\n<tool_use_error>Error: no</tool_use_error>\n\n<system-reminder>\nb'
    expect(writtenContext(text)?.[0]?.parts).toMatchObject([{ result: 'Error: no', failed: true }])
  })

  it.each(['Hello', '[{"role":"user"}]', '[USER] on the same line', ' [USER]\nHello', ''])(
    'leaves %j alone',
    (text) => {
      expect(writtenContext(text)).toBeNull()
    },
  )
})
