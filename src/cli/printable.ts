/**
 * A text as a terminal may show it, on one line. Names of tools and agents come from whoever sends spans: what steers a
 * terminal or turns the direction of writing is replaced.
 */
export function printable(text: string): string {
  return text.toWellFormed().replace(/\s+/g, ' ').replace(steering, '\ufffd')
}

const steering = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** JSON on one line. JSON itself lets the controls from U+007F to U+009F through. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f]/g, (it) => `\\u00${it.charCodeAt(0).toString(16)}`)
}
