import type { WireEvent } from '../../span/wire-span.ts'
import type { Data } from '../data.ts'
import { unpacked } from '../json-text.ts'
import type { Message } from './message.ts'
import { readConversation } from './read-conversation.ts'
import { readMessage } from './read-message.ts'

const eventRoles = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
])

export interface EventMessages {
  readonly input: readonly Message[]
  readonly output: readonly Message[]
}

/** Per-message span events of the second GenAI generation (semantic conventions 1.36 and before; Strands). */
export function eventMessages(events: readonly WireEvent[]): EventMessages {
  return {
    input: events.flatMap((event) => inputOf(event)),
    output: events.filter((event) => event.name === 'gen_ai.choice').flatMap((event) => choiceOf(event.attributes)),
  }
}

function inputOf(event: WireEvent): readonly Message[] {
  const role = eventRoles.get(event.name)
  return role === undefined ? [] : messageOf(event.attributes, role)
}

/** The body of such an event or log record: the role is in its name. */
export function messageOf(body: ReadonlyMap<string, Data>, role: string): readonly Message[] {
  const content = unpacked(body.get('content'))
  const message = readMessage(
    new Map<string, Data>([...body, ...(content === undefined ? [] : [['content', content] as const]), ['role', role]]),
    'user',
  )
  return message === null ? [] : [message]
}

export function choiceOf(body: ReadonlyMap<string, Data>): readonly Message[] {
  const message = body.get('message') ?? body.get('content')
  return readConversation(message, 'assistant').map((found) => ({ ...found, role: 'assistant' }))
}
