import { unpacked } from '../json-text.ts'
import type { CallPart, Message, Part } from './message.ts'

/**
 * Models without tool calling are prompted to write their calls down (ReAct): `Action: search`, `Action Input: {…}`, and
 * are told `Observation: …`, by the next message or in the same text. Such lines become calls and answers.
 */
export function withWrittenCalls(messages: readonly Message[]): readonly Message[] {
  let called = false
  return messages.flatMap((message) => {
    const text = soleText(message)
    const answer = called && message.role === 'user' && text !== null ? observationOf(text) : null
    const said = message.role === 'assistant' && text !== null ? (readWritten(text) ?? readFields(text)) : null
    called = said !== null && said.length === 1
    if (answer !== null) return [answer]
    return said ?? [message]
  })
}

function soleText({ parts }: Message): string | null {
  const [part] = parts
  return parts.length === 1 && part?.kind === 'text' && typeof part.value === 'string' ? part.value : null
}

const action = /^[ \t*]{0,8}action[ \t*]{0,8}:[ \t*]{0,8}([^\n]{1,128})$/im
const actionInput = /^[ \t*]{0,8}action input[ \t*]{0,8}:[ \t*]{0,8}/im
const observation = /^[ \t*]{0,8}observation[ \t*]{0,8}:[ \t*]{0,8}/im

/** The call, and the answer where it stands behind it; null when nothing is called. */
function readWritten(text: string): readonly Message[] | null {
  const named = action.exec(text)
  const name = named === null ? '' : (named[1] ?? '').replaceAll(/[`'"*]/g, '').trim()
  if (named === null || !/^[\w][\w .:/-]{0,95}$/.test(name) || name.toLowerCase() === 'none') return null
  const rest = text.slice(named.index + named[0].length)
  const input = actionInput.exec(rest)
  if (input === null) return null
  const passed = rest.slice(input.index + input[0].length)
  const seen = observation.exec(passed)
  const call: Part = {
    kind: 'call',
    id: null,
    name,
    arguments: argumentsOf(seen === null ? passed : passed.slice(0, seen.index)),
  }
  const said: Message = { role: 'assistant', parts: [call] }
  return seen === null ? [said] : [said, answerTo(passed.slice(seen.index + seen[0].length))]
}

/** DSPy has the model fill in fields under headings; its last turn chooses the tool `finish`, which is none. */
const toolField = /^\[\[ ## next_tool_name ## \]\]\n([\w.:/-]{1,96})[ \t]{0,8}$/m
const argumentsField = /^\[\[ ## next_tool_args ## \]\]\n/m
const nextField = /^\[\[ ## \w{1,64} ## \]\]/m

function readFields(text: string): readonly Message[] | null {
  const named = toolField.exec(text)
  const [whole = '', name = 'finish'] = named ?? []
  if (named === null || name === 'finish') return null
  const rest = text.slice(named.index + whole.length)
  const input = argumentsField.exec(rest)
  if (input === null) return null
  const passed = rest.slice(input.index + input[0].length)
  const end = nextField.exec(passed)?.index ?? passed.length
  return [
    { role: 'assistant', parts: [{ kind: 'call', id: null, name, arguments: argumentsOf(passed.slice(0, end)) }] },
  ]
}

function argumentsOf(passed: string): CallPart['arguments'] {
  return unpacked(passed.trim())
}

function observationOf(text: string): Message | null {
  const seen = observation.exec(text)
  return seen === null || text.slice(0, seen.index).trim() !== ''
    ? null
    : answerTo(text.slice(seen.index + seen[0].length))
}

function answerTo(result: string): Message {
  return { role: 'tool', parts: [{ kind: 'answer', id: null, name: null, result: result.trim(), failed: null }] }
}
