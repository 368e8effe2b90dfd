import { evaluationPrefixes } from './evaluations.ts'
import { families } from './families.ts'
import { allSources } from './source.ts'

/** Keys that are read without standing in a precedence list or a family. */
const otherKeys = [
  'service.name',
  'service.instance.id',
  'service.version',
  'gen_ai.main_agent.name',
  'gen_ai.main_agent.id',
  'ai.response.text',
  'ai.response.toolCalls',
  'exception.type',
  'exception.message',
  'event.name',
  'content',
  'message',
  'role',
  'id',
  'index',
  'finish_reason',
  'tool_calls',
  'name',
  'gen_ai.invocation.is_nested',
  'langsmith.is_root',
  'langfuse.internal.is_app_root',
  'gen_ai.client.inference.operation.details',
  'gen_ai.evaluation.explanation',
  'decision',
  'source',
  'tool_use_id',
  'tool_name',
  'tool_parameters',
  'query_source',
  'response',
]

const keys = new Set<string>(otherKeys)
const prefixes: string[] = [...evaluationPrefixes]

for (const source of allSources()) {
  if (source.kind === 'flattened') prefixes.push(source.prefix)
  else if (source.kind !== 'status') keys.add(source.key)
}
for (const family of families) for (const key of family.attributes) keys.add(key)

/** Prefixes by their first four characters, so that a key is compared with few of them. */
const prefixesByStart = Map.groupBy(prefixes, (prefix) => prefix.slice(0, 4))

/** Whether any rule reads the attribute; everything else need not be decoded. */
export function isKeptAttribute(key: string): boolean {
  if (keys.has(key)) return true
  return prefixesByStart.get(key.slice(0, 4))?.some((prefix) => key.startsWith(prefix)) === true
}
