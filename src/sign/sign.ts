import { createHash } from 'node:crypto'
import type { Finding } from '../finding/finding.ts'
import type { SignedFinding } from '../finding/signed-finding.ts'
import type { PatternScope } from '../pattern/contribution.ts'
import type { Run } from '../run/run.ts'
import { gist } from './gist.ts'
import { scheme } from './scheme.ts'
import { token } from './token.ts'

/** What a run lends to the identity of its findings: whose run it is, nothing of when or which. */
export type Signer = Pick<Run, 'tenant' | 'agent'>

/** The service in its agents' place: for what is counted over all of them. */
export function serviceSigner({ tenant, service }: Pick<Run, 'tenant' | 'service'>): ServiceSigner {
  return { tenant, agent: service, scope: 'service' }
}

export type ServiceSigner = Signer & { readonly scope: 'service' }

/** The parts of a signature, in order, as they are hashed: a pattern's explanation of itself. */
export interface SignatureParts {
  readonly scheme: number
  readonly tenant: string
  readonly scope: PatternScope
  /** The agent; the service where the scope is `service`. */
  readonly agent: string
  readonly signal: string
  readonly locus: string
  readonly template: string
  readonly recovery: string
}

const hexDigits = 32

/** The finding with its identity; its locus becomes the name that was signed. */
export function sign(finding: Finding, run: Signer | ServiceSigner): SignedFinding {
  const { recovery, ...taught } = signatureParts(finding, run)
  return {
    ...finding,
    locus: taught.locus,
    signature: digest([...Object.values(taught), recovery]),
    lesson: digest(['lesson', ...Object.values({ ...taught, template: gist(taught.template) })]),
  }
}

export function signatureParts(finding: Finding, run: Signer | ServiceSigner): SignatureParts {
  return {
    scheme: scheme.version,
    tenant: run.tenant,
    scope: 'scope' in run ? run.scope : 'agent',
    agent: token(run.agent),
    signal: finding.signal,
    locus: token(finding.locus),
    template: finding.template,
    recovery: finding.recovery,
  }
}

/** Every part is preceded by its length in bytes, so that no two lists of parts give the same text. */
function digest(parts: readonly (string | number)[]): string {
  const hash = createHash('sha256')
  for (const part of parts.map(String)) hash.update(`${Buffer.byteLength(part)}:${part}`)
  return hash.digest('hex').slice(0, hexDigits)
}
