/** The eight groups of an IPv6 address that `isIP` has found to be one, without a zone. */
export function ipv6Groups(address: string): readonly number[] {
  const [head = '', tail] = address.split('::')
  const before = groupsOf(head)
  if (tail === undefined) return before
  const after = groupsOf(tail)
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

function groupsOf(text: string): readonly number[] {
  return text === ''
    ? []
    : text.split(':').flatMap((part) => (part.includes('.') ? dotted(part) : [Number(`0x${part}`)]))
}

/** The last two groups may be written as an IPv4 address. */
function dotted(part: string): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number)
  return [a * 256 + b, c * 256 + d]
}
