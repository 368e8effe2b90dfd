/** Reads JSON that an engine wrote. What cannot be read was damaged or written by somebody else: it is not quoted. */
// biome-ignore lint/suspicious/noExplicitAny: as JSON.parse, for whoever knows what was written
export function storedJson(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`a stored value of ${text.length} characters cannot be read: expected JSON`)
  }
}
