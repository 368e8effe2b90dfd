import { describe, expect, it } from 'vitest'
import { errorClass } from '../../src/normalize/error-class.ts'
import { missingToolName } from '../../src/normalize/missing-tool.ts'

const named = [
  'Unknown tool send_fax, should be one of: get_order.',
  "Tool 'send_fax' not found. Available tools: get_order",
  'Tool send_fax not found. Please select a tool that is available.',
  "I encountered an error: Action 'send_fax' don't exist, these are the only available Actions",
  'Error: no tool named "send_fax"',
]

describe('an error about a tool that does not exist', () => {
  it('names the tool', () => {
    for (const text of named) {
      expect({ [text]: missingToolName(text) }).toEqual({ [text]: 'send_fax' })
      expect(errorClass(null, text)).toBe('tool_not_found')
    }
  })

  it('names none where the text has none', () => {
    expect(missingToolName('Tool not found')).toBeNull()
    expect(missingToolName('the tool did not find anything')).toBeNull()
  })
})
