import type { Fingerprint } from '../span/fingerprint.ts'
import type { ToolFact, ValueFact } from '../span/span-fact.ts'
import { type Data, isKeyed, isList, keysOf, member } from './data.ts'
import { unpacked } from './json-text.ts'
import { decoratorArguments } from './messages/read-conversation.ts'
import { nameOf } from './names.ts'
import type { Place } from './place.ts'
import { type ResultReading, readResult } from './result-fact.ts'
import type { SpanView } from './span-view.ts'
import { toolMessageContent } from './tool-message.ts'
import { argumentsFact, callFingerprint } from './value-fact.ts'

export interface ToolReading {
  readonly fact: ToolFact
  readonly result: ResultReading | null
}

/** Arguments and result of a tool, a handoff or a retrieval; null for other spans. */
export function readTool(view: SpanView, place: Place, fingerprint: Fingerprint): ToolReading | null {
  if (place.kind !== 'tool' && place.kind !== 'handoff' && place.kind !== 'retrieval') return null
  const result = readResult(resultData(view, place), fingerprint)
  const id = place.kind === 'retrieval' ? null : (view.readText('tool.call_id') ?? result?.unwrapped.callId ?? null)
  return {
    result,
    fact: {
      callFp: callFingerprint(id, fingerprint),
      arguments: passedArguments(view, place, fingerprint),
      result: result?.fact ?? null,
      type: nameOf(view.readText('tool.type')),
    },
  }
}

/** An empty text is a result too, where nothing else is one. */
function resultData(view: SpanView, place: Place): Data | undefined {
  if (place.kind === 'retrieval') return view.read('ret.documents', 'retrieval')?.value
  return view.read('tool.result', 'tool')?.value ?? emptyResult(view)
}

const plainResults = ['gen_ai.tool.call.result', 'ai.toolCall.result', 'output.value', 'langfuse.observation.output']

function emptyResult(view: SpanView): Data | undefined {
  return plainResults.some((key) => view.attributes.get(key) === '') ? '' : undefined
}

function passedArguments(view: SpanView, place: Place, fingerprint: Fingerprint): ValueFact | null {
  for (const { value, from } of view.readings(
    place.kind === 'retrieval' ? 'ret.query' : 'tool.arguments',
    place.kind,
  )) {
    if (from !== 'tool.parameters' || !describesParameters(view))
      return argumentsFact(bareArguments(value), fingerprint)
  }
  return null
}

/** OpenInference puts the schema of a tool there; beside an input, even one that was redacted, it is never the arguments. */
function describesParameters(view: SpanView): boolean {
  return view.has('input.value') || member(view.json('tool.parameters'), 'properties') !== undefined
}

/** Claude Code names the tool once more on a line before what was passed. */
const toolHeading = /^\[TOOL INPUT: [^\]\n]{1,256}\]\n/

/** What the model passed, without what decorators and protocols put around it. */
function bareArguments(passed: Data): Data {
  const value = typeof passed === 'string' ? passed.replace(toolHeading, '') : passed
  const data = unpacked(value)
  const told = data === undefined ? undefined : toolMessageContent(data)
  if (told !== undefined) return told
  if (!isKeyed(data)) return value
  const decorated = whole(data)
  if (decorated !== undefined) return unpacked(decorated) ?? decorated
  const inner = unpacked(member(data, 'arguments') ?? member(data, 'input'))
  return isKeyed(inner) && keysOf(data).every((key) => argumentWrappers.has(key) || member(data, key) === null)
    ? inner
    : value
}

const argumentWrappers = new Set(['arguments', 'input', 'tool_name', 'name'])

/** Named arguments stay named, so that the same call looks the same here and in the model's request. */
function whole(data: Data): Data | undefined {
  const args = member(data, 'args')
  const kwargs = member(data, 'kwargs')
  if (isKeyed(kwargs) && (isList(args) ? args.length === 0 : keysOf(data).length === 1)) return kwargs
  return decoratorArguments(data)
}
