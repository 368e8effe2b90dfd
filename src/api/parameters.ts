import Type from 'typebox'

const hexId = '^[0-9a-f]{32}$'
const candidateId = '^[A-Za-z0-9]{1,64}$'
export const cursorForm = '^[A-Za-z0-9_-]{1,1024}$'

/** What a form asks for, in words: an expression tells nobody. */
export const formWords: ReadonlyMap<string, string> = new Map([
  [hexId, 'must be 32 hex digits in lower case'],
  [candidateId, 'must be 1 to 64 letters and digits'],
  [cursorForm, 'must be the nextCursor of this list with the same filters'],
])

/** Names as they are stored are capped, so a longer one cannot match anything. */
export function nameParameter(description: string) {
  return Type.String({ minLength: 1, maxLength: 256, description })
}

export function idParameter(description: string) {
  return Type.String({ pattern: hexId, description })
}

export function candidateParameter(description: string) {
  return Type.String({ pattern: candidateId, description })
}

export function timeParameter(description: string) {
  return Type.String({ maxLength: 40, description: `${description} RFC 3339, such as 2026-11-23T08:00:00Z.` })
}

export const none = Type.Object({}, { additionalProperties: false })
