import type { Fingerprint } from '../../span/fingerprint.ts'
import type { MessagesFact } from '../../span/span-fact.ts'
import { isList, textOf } from '../data.ts'
import { hookOf } from '../families/langgraph.ts'
import { isContainer, type Place } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import { eventMessages } from './event-messages.ts'
import type { Message } from './message.ts'
import { messagesFact } from './messages-fact.ts'
import { offeredTools } from './offered-tools.ts'
import { withWrittenCalls } from './react.ts'
import { readConversation } from './read-conversation.ts'
import { readParts } from './read-parts.ts'
import { writtenContext } from './written-context.ts'

/**
 * Messages are read on model calls, and above them where they may tell what the model calls do not: entry and answer of
 * a run, decisions of a person, results of a graph's tool node. Of a turn only the output is read.
 */
export function readMessages(view: SpanView, place: Place, fingerprint: Fingerprint): MessagesFact | null {
  if (place.kind === 'llm') return messagesFact(conversation(view, place), false, fingerprint)
  if (isContainer(place)) return messagesFact(conversation(view, place), true, fingerprint)
  if (place.role !== 'turn' && !view.has('mastra.model_chunk.output')) return null
  return turnFact(messagesFact({ input: [], output: outputOf(view, place), offered: null }, true, fingerprint), view)
}

/** Of a turn only calls and answers matter. A middleware hook hands on calls that it did not make. */
function turnFact(fact: MessagesFact | null, view: SpanView): MessagesFact | null {
  if (fact === null) return null
  const calls = hookOf(view.span.name) === null ? fact.calls : []
  return calls.length + fact.answers.length === 0 ? null : { ...fact, calls, output: null }
}

function conversation(view: SpanView, place: Place) {
  return {
    input: withWrittenCalls(inputOf(view, place)),
    output: withWrittenCalls(outputOf(view, place)),
    offered: offeredTools(view),
  }
}

function inputOf(view: SpanView, place: Place): readonly Message[] {
  return best(view, 'msg.input', place, eventMessages(view.span.events).input)
}

function outputOf(view: SpanView, place: Place): readonly Message[] {
  const found = best(view, 'msg.output', place, eventMessages(view.span.events).output)
  return found.length > 0 ? found : aiSdkOutput(view)
}

/**
 * The first source that tells anything, unless its calls lack ids that a later one has: flattened lists of some
 * instrumentations lose them while the JSON beside keeps them.
 */
function best(
  view: SpanView,
  field: 'msg.input' | 'msg.output',
  place: Place,
  events: readonly Message[],
): readonly Message[] {
  const side = field === 'msg.input' ? 'user' : 'assistant'
  let chosen: readonly Message[] = []
  for (const { value, from } of view.readings(field, place.kind)) {
    const written = from === 'new_context' && typeof value === 'string' ? writtenContext(value) : null
    const messages = written ?? readConversation(value, side)
    if (messages.length > 0 && (chosen.length === 0 || tellsMore(messages, chosen))) chosen = messages
    if (chosen.length > 0 && !lacksIds(chosen)) return chosen
  }
  return chosen.length === 0 || (events.length > 0 && lacksIds(chosen)) ? events : chosen
}

function lacksIds(messages: readonly Message[]): boolean {
  return messages.some((message) =>
    message.parts.some((part) => (part.kind === 'call' || part.kind === 'answer') && part.id === null),
  )
}

function tellsMore(messages: readonly Message[], than: readonly Message[]): boolean {
  return !lacksIds(messages) && countTools(messages) >= countTools(than)
}

function countTools(messages: readonly Message[]): number {
  return messages.flatMap((message) => message.parts).filter(({ kind }) => kind === 'call' || kind === 'answer').length
}

/** The AI SDK before 7 spreads its answer over attributes. */
function aiSdkOutput(view: SpanView): readonly Message[] {
  const calls = view.json('ai.response.toolCalls')
  const text = textOf(view.attributes.get('ai.response.text'))
  const parts = [...readParts(text === null ? [] : [text]), ...(isList(calls) ? readParts(calls) : [])]
  return parts.length === 0 ? [] : [{ role: 'assistant', parts }]
}
