/**
 * What of a template makes the lesson: templates that differ in wording alone have one gist. A function of the template
 * and nothing else, so that a lesson is the same in any order of arrival, on any replica and any store; there is no
 * current set to compare with and no chain of neighbours to grow.
 */
import { mask } from './masking-rules.ts'

/**
 * What the system or a shell says in fixed words, whoever repeats it around them: POSIX strerror texts and messages of
 * shells (https://pubs.opengroup.org/onlinepubs/9799919799/functions/V2_chap02.html, 2.3). The first that is found is the
 * gist.
 */
const fixedPhrases: readonly string[] = [
  'no such file or directory',
  'permission denied',
  'connection refused',
  'connection reset by peer',
  'broken pipe',
  'not a directory',
  'is a directory',
  'file exists',
  'command not found',
  'executable file not found',
  'unexpected end of file',
  'temporary failure in name resolution',
]

/** Words that say nothing of a failure where others are left. */
const fillers: ReadonlySet<string> = new Set(
  `a an the this that these those it its is are was were be been being has have had do does did to of in on at by for from
  with as per via and or but if then than so please there here you your we our line error exception uncaught failed handling
  call calling tool function while when during occurred`
    .trim()
    .split(/\s+/),
)

/** They turn a failure into its opposite, but name none. */
const denials: ReadonlySet<string> = new Set(['not', 'no', 'cannot', "can't", "doesn't", 'never'])

/** A longer template is told by its beginning: what follows is advice, or text that the error quotes. */
const wordsMax = 8

/** From here on somebody is told what to do, by the error or by text that it repeats: that names no failure. */
const advice = ' please '

/** The fixed phrase in it, else its telling words in their order, each once and in the singular; the template where none is left. */
export function gist(template: string): string {
  const plain = template.toLowerCase().replaceAll(mask, ' ').replaceAll(/\s+/g, ' ')
  const phrase = fixedPhrases.find((fixed) => plain.includes(fixed))
  if (phrase !== undefined) return phrase
  const before = tellingWords(template.split(advice, 1)[0] ?? template)
  const telling = saysEnough(before) ? before : tellingWords(template)
  return telling.every((word) => denials.has(word)) ? template : [...new Set(telling)].slice(0, wordsMax).join(' ')
}

/** One word alone (`not valid`) says too little: then what to do instead tells failures apart. */
function saysEnough(words: readonly string[]): boolean {
  return words.filter((word) => !denials.has(word)).length >= 2
}

function tellingWords(template: string): readonly string[] {
  const words = template.split(' ').filter((word) => word !== mask)
  return words.map(bare).filter((word) => word !== '' && !fillers.has(word))
}

/** Without its colon, and in the singular; class names stay as they are. */
function bare(word: string): string {
  const name = word.endsWith(':') ? word.slice(0, -1) : word
  return /^[a-z]{4,}[^s]s$/.test(name) ? name.slice(0, -1) : name
}
