/** Values that a text hands on: what a call may take over from it, in one form however they were written. */
export interface SalientValue {
  readonly value: string
  /** An address, a link, a number of an account: by itself it says where it came from. A name or a small number does not. */
  readonly sure: boolean
}

const emails = /(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}/gi
const links =
  /(?:\bhttps?:\/\/|\bwww\.)[^\s"'<>()[\]{}`，。]{3,300}|(?<![\w.@/-])[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){0,3}\.(?:com|org|net|io|dev|app|ai|co|info|biz|xyz|me|ru|cn|de|fr|uk|eu|us|site|online|link|ly)\b(?:\/[^\s"'<>()[\]{}`]{0,200})?/gi
/** In long texts, which may be code, only what is written as a link. */
const spelledLinks = /(?:\bhttps?:\/\/|\bwww\.)[^\s"'<>()[\]{}`，。]{3,300}/gi
/** Account numbers, card numbers, telephone numbers. */
const accounts = /\+?\b\d(?:[ -]?\d){7,22}\b|\b[a-z]{2}\d{2}[a-z0-9]{8,30}\b/gi
const dates = /\b\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?\b|\b\d{1,2}:\d{2}(?::\d{2})?\b/g
/** Numbers, keys, names of files and of programs' own: groups of letters and digits. */
const codes = /[+~/]?\b[a-z0-9]{1,40}(?:[-_./][a-z0-9]{1,40}){0,8}\b/gi
/** Each kind by itself, for one may stand within the other. */
const quotes = [
  /''([^'\n]{1,100})''/g,
  /"([^"\n]{1,100})"/g,
  /(?<![\p{L}\p{N}])'([^'\n]{1,100})'(?![\p{L}\p{N}])/gu,
  /`([^`\n]{1,100})`/g,
  /“([^”\n]{1,100})”|‘([^’\n]{1,100})’|«([^»\n]{1,100})»|「([^」\n]{1,100})」/g,
]
/** Not the word that a sentence begins with: that has a capital of its own. */
const names =
  /(?<=[\p{L}\p{N},] )\p{Lu}[\p{L}\p{N}'’&-]{1,30}(?: (?:(?:of|the|de|la|du|von|van|di) )?\p{Lu}[\p{L}\p{N}'’&-]{0,30}){0,5}/gu

/** The sure ones first. */
export function* salientValues(text: string): Generator<SalientValue> {
  const rest = yield* sureValues(text)
  for (const pattern of quotes) for (const [quoted] of text.matchAll(pattern)) yield weak(unquoted(quoted))
  for (const [date] of rest.matchAll(dates)) yield weak(date)
  for (const [code] of rest.replaceAll(dates, ' ').matchAll(codes)) if (isCode(code)) yield weak(code)
  for (const [name] of rest.matchAll(names)) yield weak(name)
}

const longChars = 1024

/** Addresses, links and account numbers; returns the text without the first two. */
export function* sureValues(text: string): Generator<SalientValue, string> {
  let rest = text
  if (rest.includes('@')) {
    for (const [email] of rest.matchAll(emails)) yield sure(email)
    rest = rest.replaceAll(emails, ' ')
  }
  const linking = rest.length > longChars ? spelledLinks : links
  if (rest.includes('.')) {
    for (const [link] of rest.matchAll(linking)) for (const form of linkForms(link)) yield sure(form)
    rest = rest.replaceAll(linking, ' ')
  }
  for (const [account] of rest.matchAll(accounts)) if (!isDate(account)) yield sure(account)
  return rest
}

function isDate(text: string): boolean {
  return /^(?:19|20)\d{2}-\d{2}-\d{2}/.test(text)
}

function sure(value: string): SalientValue {
  return { value: plain(value), sure: true }
}

const quoteSigns = /^['"`“‘«「]{1,2}|['"`”’»」]{1,2}$/g

function unquoted(text: string): string {
  return text.replaceAll(quoteSigns, '')
}

function weak(value: string): SalientValue {
  return { value: plain(value), sure: false }
}

/** Anything with a digit in it but a single one, and names as programs write them. */
function isCode(code: string): boolean {
  return (code.length > 1 && digitsOf(code) > 0) || (code.length > 4 && /[_./]/.test(code))
}

function digitsOf(text: string): number {
  let digits = 0
  for (let at = 0; at < text.length; at += 1)
    if (text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) digits += 1
  return digits
}

/** The link without its scheme, and its host: what is appended to a link may be what is to be carried away. */
export function linkForms(link: string): readonly string[] {
  const bare = plain(link).replace(/^https?:\/\//, '')
  const host = bare.split(/[/?#]/, 1)[0] ?? ''
  return host === bare || host === '' ? [bare] : [bare, host]
}

/** The forms of a text that is a link and nothing else. */
export function soleLinkForms(text: string): readonly string[] {
  if (!text.includes('.') || text.includes(' ') || text.includes('@')) return []
  const [whole] = text.match(links) ?? []
  return whole !== undefined && whole.length >= text.length - 1 ? linkForms(text) : []
}

export const valueCharsMax = 120

/** As values are compared: without case, without what stands around them. */
export function plain(value: string): string {
  const text = value
    .slice(0, valueCharsMax)
    .toLowerCase()
    .replaceAll(/\s{1,64}/g, ' ')
  return text.replace(/^[\s.,;:!?'"]{1,8}/, '').replace(/[\s.,;:!?'"/]{1,8}$/, '')
}
