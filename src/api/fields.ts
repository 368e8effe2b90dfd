/** Fields as answers have them: each with its description, the unit in words. */
import Type from 'typebox'

export function text(description: string) {
  return Type.String({ description })
}

export function time(description: string) {
  return Type.String({ format: 'date-time', description: `${description} RFC 3339, in UTC.` })
}

/** A count; its description begins with what is counted. */
export function whole(description: string) {
  return Type.Integer({ description })
}

export function amount(description: string) {
  return Type.Number({ description })
}

export function share(description: string) {
  return Type.Number({ minimum: 0, maximum: 1, description: `${description} A share, 0 to 1.` })
}

export function yes(description: string) {
  return Type.Boolean({ description })
}

export function texts(description: string) {
  return Type.Array(Type.String(), { description })
}
