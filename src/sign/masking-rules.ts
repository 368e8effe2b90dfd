/** One step of masking: what it finds becomes `replacement`. Rules run in the order of the list, each over the whole line. */
export interface MaskingRule {
  readonly name: string
  /** Linear: no quantifier inside another that can match the same text. */
  readonly pattern: RegExp
  readonly replacement: string
  readonly reason: string
}

export const mask = '<*>'

const masked = ` ${mask} `

/** It goes over lines, so that it is looked for before a text is taken apart into lines. */
export const markedPassage: MaskingRule = {
  name: 'marked_passage',
  pattern: /\s{0,16}<([a-z][\w-]{0,31})>[^<>]{120,2048}(?:<?\/?\1>\s{0,16}|$)/gi,
  replacement: masked,
  reason: 'longer than an error says between tags: text of somebody else that the error repeats',
}

/**
 * What is variable in an error text and spans more than a word. Single words, ids and numbers need no rule of their own:
 * of these only what survivors.ts knows is kept. Wider things come first, so that a URL is not cut up as a path.
 */
export const maskingRules: readonly MaskingRule[] = [
  markedPassage,
  {
    name: 'protocol_version',
    pattern: /\bHTTP\/\d(?:\.\d)?/gi,
    replacement: 'HTTP',
    reason: 'the version is not part of the failure, and "HTTP/1.1 503" must keep its code',
  },
  {
    name: 'url',
    pattern: /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'`<>]+/gi,
    replacement: masked,
    reason: 'hosts, paths and query strings differ per call and may hold secrets',
  },
  {
    name: 'email',
    pattern: /[^\s@"'<>()[\]=:,;&]{1,64}@[^\s@"'<>()[\]=:,;&]{1,255}/g,
    replacement: masked,
    reason: 'personal data',
  },
  {
    name: 'uuid',
    pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
    replacement: masked,
    reason: 'an id',
  },
  {
    name: 'date',
    pattern: /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?/g,
    replacement: masked,
    reason: 'a date or time of day; dates in words fall to the vocabulary',
  },
  {
    name: 'double_quoted',
    pattern: /"[^"]{0,2048}"/g,
    replacement: masked,
    reason: 'a quoted value is content',
  },
  {
    name: 'single_quoted',
    pattern: /(?<![\p{L}\p{N}_])'(?:[^']|(?<=\p{L})'(?=\p{L}))*'(?![\p{L}\p{N}_])/gu,
    replacement: masked,
    reason: 'a quoted value is content; an apostrophe inside a word opens and closes no quotation',
  },
  {
    name: 'otherwise_quoted',
    pattern: /`[^`]{0,2048}`|“[^”]{0,2048}”|«[^»]{0,2048}»|„[^“”]{0,2048}[“”]/g,
    replacement: masked,
    reason: 'a quoted value is content',
  },
  {
    name: 'structure',
    pattern: /\{[^{}]{0,2048}\}/g,
    replacement: masked,
    reason: 'arguments and payloads printed into the text',
  },
  {
    name: 'windows_path',
    pattern: /\b[A-Za-z]:\\[^\s"'<>|]+/g,
    replacement: masked,
    reason: 'file names and user names',
  },
  {
    name: 'path',
    pattern: /(?:\b|~|\.{1,2})?[\w.-]{0,64}\/[^\s"'<>:,;()[\]{}]+/g,
    replacement: masked,
    reason: 'file names and user names; also resource names such as models/x',
  },
  {
    name: 'assigned_value',
    pattern: /=\s?(?!\d{3}\b)[^\s,;&()[\]{}<>=]+/g,
    replacement: masked,
    reason: 'the value of key=value differs per call; a status code stays for survivors.ts to judge',
  },
  {
    name: 'address',
    pattern: /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5})?\b/g,
    replacement: masked,
    reason: 'an IP address, with its port',
  },
  {
    name: 'marked_value',
    pattern: /[#@$€£][^\s,;:()[\]{}<>]+/g,
    replacement: masked,
    reason: 'ticket numbers, handles, amounts of money',
  },
  {
    name: 'hex',
    pattern: /\b0x[0-9a-f]+\b|\b[0-9a-f]{8,}\b/gi,
    replacement: masked,
    reason: 'addresses, hashes and ids; no word of the vocabulary looks like it',
  },
  {
    name: 'number',
    pattern: /(?<![\w-])\d[\d.,:]*[.,:]\d+|(?<![\w-])\d{4,}/g,
    replacement: masked,
    reason: 'amounts, sizes, versions and times; short numbers may be status codes and are judged in survivors.ts',
  },
]
