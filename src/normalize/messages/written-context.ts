import { type Data, isList, member } from '../data.ts'
import { unpacked } from '../json-text.ts'
import type { Message } from './message.ts'

const sectionsMax = 256

/** `[USER]`, `[TOOL RESULT: toolu_01]` on a line of its own. */
const heading = /^\[(?:(USER|USER PROMPT|ASSISTANT)|TOOL RESULT: ([\w-]{1,128}))\]$/

/** What Claude Code writes of the messages that are new in a request; null for any other text. */
export function writtenContext(text: string): readonly Message[] | null {
  if (!text.startsWith('[')) return null
  const messages: Message[] = []
  let head: RegExpExecArray | null = null
  let body: string[] = []
  for (const line of text.split('\n')) {
    const next = heading.exec(line)
    if (messages.length === 0 && head === null && next === null) return null
    if (next === null) body.push(line)
    else {
      if (head !== null) messages.push(messageOf(head, body.join('\n')))
      if (messages.length >= sectionsMax) return messages
      head = next
      body = []
    }
  }
  return head === null ? null : [...messages, messageOf(head, body.join('\n'))]
}

function messageOf([, speaker, id]: RegExpExecArray, body: string): Message {
  if (id !== undefined)
    return { role: 'tool', parts: [{ kind: 'answer', id, name: null, result: resultIn(body), failed: failedIn(body) }] }
  return { role: speaker === 'ASSISTANT' ? 'assistant' : 'user', parts: [{ kind: 'text', value: withoutNotes(body) }] }
}

const failedStart = '<tool_use_error>'

function failedIn(body: string): true | null {
  return body.startsWith(failedStart) ? true : null
}

function resultIn(body: string): Data {
  const text = withoutNotes(body)
  if (text.startsWith(failedStart)) return text.slice(failedStart.length).replace(/<\/tool_use_error>$/, '')
  const blocks = unpacked(text)
  if (!isList(blocks)) return text
  return blocks.filter((block) => !isNote(member(block, 'text')))
}

const note = '<system-reminder>'

function isNote(text: Data | undefined): boolean {
  return typeof text === 'string' && text.trimStart().startsWith(note)
}

/** Notes that the client itself puts behind what was said. */
function withoutNotes(body: string): string {
  const at = body.indexOf(`\n${note}`)
  return (at < 0 ? body : body.slice(0, at)).trim()
}
