import { hash } from 'node:crypto'
import type { Finding } from '../finding/finding.ts'
import type { SignatureOverride, SignedFinding } from '../finding/signed-finding.ts'
import type { PatternScope } from '../pattern/contribution.ts'
import type { Run } from '../run/run.ts'
import { gist } from './gist.ts'
import { lessonLocus } from './lesson-locus.ts'
import { locusName } from './locus-name.ts'
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
  /** What the operator's rules add; empty where none is about it. */
  readonly split: string
  readonly named: string
}

const hexDigits = 32

/** The finding with its identity; its locus becomes the name that was signed. */
export function sign(
  finding: Finding,
  run: Signer | ServiceSigner,
  override: SignatureOverride | null = null,
): SignedFinding {
  const { locus, signature, lesson } = identityOf(finding, run, override)
  const signed = { ...finding, locus, signature, lesson }
  return override === null ? signed : { ...signed, override }
}

type Identity = Pick<SignedFinding, 'locus' | 'signature' | 'lesson'>

/** The same weakness comes again with run after run: its identity is kept, and all are forgotten at once at the bound. */
const known = new Map<string, Identity>()
const knownMax = 4096
/** What is longer than names and templates are is not worth its room. */
const keyCharsMax = 1024

function identityOf(finding: Finding, run: Signer | ServiceSigner, override: SignatureOverride | null): Identity {
  const key = keyOf(finding, run, override)
  const before = known.get(key)
  if (before !== undefined) return before
  const parts = signatureParts(finding, run, override)
  const identity = { locus: parts.locus, signature: signatureOf(parts), lesson: lessonOf(parts) }
  if (key.length > keyCharsMax) return identity
  if (known.size >= knownMax) known.clear()
  known.set(key, identity)
  return identity
}

/** All that an identity depends on; each part stands behind its length, so that no other parts give the same key. */
function keyOf(
  { signal, locus, template, recovery }: Finding,
  run: Signer | ServiceSigner,
  override: SignatureOverride | null,
): string {
  const scope = 'scope' in run ? run.scope : 'agent'
  const [split, named] = [override?.split ?? '', override?.named ?? '']
  let key = ''
  for (const part of [scope, run.tenant, run.agent, signal, locus, template, recovery, split, named]) {
    key += `${part.length}:${part}`
  }
  return key
}

export function signatureParts(
  finding: Pick<Finding, 'signal' | 'locus' | 'template' | 'recovery'>,
  run: Signer | ServiceSigner,
  override: SignatureOverride | null = null,
): SignatureParts {
  return {
    scheme: scheme.version,
    tenant: run.tenant,
    scope: 'scope' in run ? run.scope : 'agent',
    agent: token(run.agent),
    signal: finding.signal,
    locus: locusName(finding.locus),
    template: finding.template,
    recovery: finding.recovery,
    split: override?.split ?? '',
    named: override?.named ?? '',
  }
}

export function signatureOf({ split, named, ...parts }: SignatureParts): string {
  return digest([...Object.values(parts), ...rulesOf({ split, named })])
}

/** The signature without the recovery, and of the template its gist; a lesson that the operator named is known by that. */
export function lessonOf(parts: SignatureParts): string {
  const { split, named, recovery: _, ...taught } = parts
  if (named !== '') return digest(['named', parts.scheme, parts.tenant, parts.scope, named, split])
  return digest([
    'lesson',
    ...Object.values({ ...taught, locus: lessonLocus(parts.signal, parts.locus), template: gist(parts.template) }),
    ...rulesOf({ split, named }),
  ])
}

/** Without any rule nothing is added: who sets none has the identities that everybody has. */
function rulesOf({ split, named }: Pick<SignatureParts, 'split' | 'named'>): readonly string[] {
  return split === '' && named === '' ? [] : [split, named]
}

/** Every part is preceded by its length in bytes, so that no two lists of parts give the same text. */
function digest(parts: readonly (string | number)[]): string {
  const text = parts.map((part) => `${Buffer.byteLength(String(part))}:${part}`).join('')
  return hash('sha256', text).slice(0, hexDigits)
}
