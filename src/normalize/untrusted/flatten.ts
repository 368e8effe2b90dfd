/**
 * One form for a text however it was wrapped: a space where lines were only wrapped, a line feed between paragraphs and
 * before a field of a listing; escaped line breaks count as such, and text in invisible tag characters becomes readable, and
 * words that invisible characters cut are whole again.
 */
export function flatten(text: string): string {
  const plain = /\udb40[\udc20-\udc7e]/.test(text) ? text.replaceAll(/\udb40[\udc20-\udc7e]/g, visible) : text
  const whole = /[\u200b-\u200d\u2060-\u2064]/.test(plain)
    ? plain.replaceAll(/(?<=\w)[\u200b-\u200d\u2060-\u2064]{1,8}(?=\w)/g, '')
    : plain
  const broken = whole.includes('\\')
    ? whole
        .replaceAll(/\\[nr]/g, '\n')
        .replaceAll('\\t', ' ')
        .replaceAll('\\"', '"')
    : whole
  return broken.replaceAll(/\s{1,64}(?:- )?(?:[a-z][a-z_0-9]{1,30}:(?=\s))?/g, joint)
}

/** Tag characters mirror ASCII at a fixed distance. */
function visible(pair: string): string {
  return String.fromCharCode(pair.charCodeAt(1) - 0xdc00)
}

function joint(found: string): string {
  const blank = found.search(/\S/)
  const white = blank < 0 ? found : found.slice(0, blank)
  const rest = blank < 0 ? '' : found.slice(blank)
  const first = white.indexOf('\n')
  if (first < 0) return ` ${rest}`
  const parted = rest !== '' || white.indexOf('\n', first + 1) >= 0
  return `${parted ? '\n' : ' '}${rest}`
}
