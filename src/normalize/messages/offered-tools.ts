import { type Data, firstMember, isList, member, textOf } from '../data.ts'
import { unpacked } from '../json-text.ts'
import type { SpanView } from '../span-view.ts'
import { toolNameOf } from '../tool-name.ts'

const offeredMax = 512

/** Names of the tools that the model was offered; null when they were not sent. */
export function offeredTools(view: SpanView): readonly string[] | null {
  for (const { value } of view.readings('tool.definitions')) {
    const list = unpacked(value)
    if (!isList(list)) continue
    const names = list.slice(0, offeredMax).flatMap((definition) => toolName(definition) ?? [])
    if (names.length > 0) return [...new Set(names)].sort()
  }
  return null
}

function toolName(definition: Data | undefined): string | null {
  const data = unpacked(definition)
  if (typeof data === 'string') return writtenName(data)
  const schema = unpacked(firstMember(data, ['tool', 'json_schema']))
  if (schema !== undefined) return toolName(member(schema, 'json_schema') ?? schema)
  const inner = firstMember(data, ['function', 'toolSpec', 'functionDeclaration'])
  return toolNameOf(textOf(firstMember(data, ['name', 'toolName'])) ?? textOf(member(inner, 'name')))
}

/** A bare name, or the one in a tool object that Python printed: `name='search' description='…'`. */
function writtenName(text: string): string | null {
  if (/^[\w.:/ -]{1,96}$/.test(text)) return toolNameOf(text)
  return toolNameOf(/^(?:\w{1,64}\()?name=['"]([\w.:/ -]{1,96})['"]/.exec(text)?.[1])
}
