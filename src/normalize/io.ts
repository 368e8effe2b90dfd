import type { Data } from './data.ts'
import { unpacked } from './json-text.ts'
import { decoratorArguments } from './messages/read-conversation.ts'
import type { SpanView } from './span-view.ts'

/** What went into a span and what came out of it, for the few rules that have to look at both. */
export function inputData(view: SpanView): Data | undefined {
  const input = unpacked(view.read('tool.arguments', 'tool')?.value)
  return input === undefined ? undefined : (decoratorArguments(input) ?? input)
}

export function outputData(view: SpanView): Data | undefined {
  return unpacked(view.read('tool.result', 'tool')?.value)
}
