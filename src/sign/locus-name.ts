import { mask } from './masking-rules.ts'
import { token } from './token.ts'

/** What no name of a tool, model or agent holds, but arguments that were written into one do. */
const callSyntax = /[{}"\n\r\\]|<[|/\p{L}]/u

/** A locus as it is signed. Calls that were written into a name are content, and each is another one: they are masked. */
export function locusName(locus: string): string {
  return callSyntax.test(locus.slice(0, 1024)) ? mask : token(locus)
}
