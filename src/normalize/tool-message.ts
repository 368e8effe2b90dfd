import { type Data, isList, member } from './data.ts'

/** What a list of one message of the role `tool` holds: some SDKs write what goes into and out of a tool like that. */
export function toolMessageContent(data: Data): Data | undefined {
  if (!isList(data) || data.length !== 1) return undefined
  const [message] = data
  return member(message, 'role') === 'tool' ? member(message, 'content') : undefined
}
