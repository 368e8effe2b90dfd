import { describe, expect, it } from 'vitest'
import { toolNameOf } from '../../src/normalize/tool-name.ts'
import { factOf } from './wire.ts'

describe('the name of a tool', () => {
  it('is the one that its MCP server gave it, not that of the server before it', () => {
    expect(toolNameOf('mcp__desk__get_order')).toBe('get_order')
    expect(toolNameOf('mcp__claude_ai_Gmail__search__all')).toBe('search__all')
  })

  it('stays where nothing stands behind the server, or another mark before it', () => {
    const names = ['mcp__desk', 'mcp__desk__', 'mcp____get_order', 'my_mcp__desk__get_order', 'get__order']
    expect(names.map(toolNameOf)).toEqual(names)
    expect(toolNameOf('  ')).toBeNull()
    expect(toolNameOf(null)).toBeNull()
  })

  it('is the same for its span, the model’s request, the answer and the offer', () => {
    const name = 'mcp__desk__get_order'
    expect(factOf({ 'openinference.span.kind': 'TOOL', 'tool.name': name }).name).toBe('get_order')
    const { messages } = factOf({
      'gen_ai.operation.name': 'chat',
      'gen_ai.tool.definitions': JSON.stringify([{ name }]),
      'gen_ai.input.messages': JSON.stringify([
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_0123456789', name, response: 'none' }] },
      ]),
      'gen_ai.output.messages': JSON.stringify([
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'call_1123456789', name, arguments: {} }] },
      ]),
    })
    expect(messages?.calls.map((call) => call.name)).toEqual(['get_order'])
    expect(messages?.answers.map((answer) => answer.name)).toEqual(['get_order'])
    expect(messages?.offered).toEqual(['get_order'])
  })
})
