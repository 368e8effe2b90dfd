/** UTF-8 bytes that a name contributes to a signature. */
export const tokenBytesMax = 64

/** Control, format (bidi marks, zero-width), private-use and unpaired surrogate characters: they can make equal names look different, or different ones equal. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
const encoder = new TextEncoder()
/** Most names: nothing in them is invisible, composed or too long. */
const plain = /^[ -~]{0,64}$/

/** A name as it enters a signature: NFC, without invisible characters, trimmed, at most 64 bytes. */
export function token(name: string): string {
  if (plain.test(name)) return name.trim()
  return cut(name.slice(0, 1024).replace(invisible, '').normalize('NFC').trim()).trim()
}

function cut(name: string): string {
  const scratch = new Uint8Array(tokenBytesMax)
  return name.slice(0, encoder.encodeInto(name, scratch).read)
}
