import Type from 'typebox'

/** Names as they are stored are capped, so a longer one cannot match anything. */
export function nameParameter(description: string) {
  return Type.String({ minLength: 1, maxLength: 256, description })
}

export function idParameter(description: string) {
  return Type.String({ pattern: '^[0-9a-f]{32}$', description })
}

export function candidateParameter(description: string) {
  return Type.String({ pattern: '^[A-Za-z0-9]{1,64}$', description })
}

export function timeParameter(description: string) {
  return Type.String({ maxLength: 40, description: `${description} RFC 3339, such as 2026-11-23T08:00:00Z.` })
}

export const none = Type.Object({}, { additionalProperties: false })
