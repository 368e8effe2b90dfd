import type { SignatureOverride } from '../finding/signed-finding.ts'
import type { PatternToExplain, SignatureExplanation } from './contract.ts'
import { gist } from './gist.ts'
import { mask } from './masking-rules.ts'
import { scheme } from './scheme.ts'
import { lessonOf, type ServiceSigner, type Signer, signatureOf, signatureParts } from './sign.ts'

/** How a pattern came by its signature and its lesson. `override`: what the operator's rules added when it was signed. */
export function explainSignature(pattern: PatternToExplain, override: SignatureOverride | null): SignatureExplanation {
  const parts = signatureParts(pattern, signerOf(pattern), override)
  const told = gist(pattern.template)
  return {
    scheme: { version: scheme.version, since: scheme.since },
    parts: Object.entries(parts).map(([name, value]) => ({ name, value: String(value) })),
    current: signatureOf(parts) === pattern.signature,
    masked: wordsOf(pattern.template).filter((word) => word === mask).length,
    gist: told,
    leftOut: leftOut(pattern.template, told),
    lesson: lessonOf(parts),
  }
}

function signerOf({ tenant, agent, scope }: PatternToExplain): Signer | ServiceSigner {
  return scope === 'service' ? { tenant, agent, scope } : { tenant, agent }
}

/** A word of the gist may be the singular of the template's, without its colon. */
function leftOut(template: string, told: string): readonly string[] {
  const kept = wordsOf(told)
  const isKept = (word: string) =>
    kept.some((one) => word.toLowerCase().replace(/:$/, '').startsWith(one.toLowerCase()))
  return [...new Set(wordsOf(template).filter((word) => word !== mask && !isKept(word)))]
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '')
}
