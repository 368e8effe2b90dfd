import Type, { type Static } from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import type { SignatureOverride } from '../../finding/signed-finding.ts'
import type { Pattern } from '../../pattern/pattern.ts'
import type { SignatureExplanation } from '../../sign/contract.ts'
import type { AskDeps, ExplainSignature } from '../api-deps.ts'
import { text, texts, time, whole, yes } from '../fields.ts'
import { nullable } from '../list.ts'
import { idParameter } from '../parameters.ts'
import { notFound, ok, route } from '../route.ts'
import { differencesOf, reasonOf } from './explanation-compare.ts'

const mergeSchema = Type.Object(
  {
    candidate: text('The candidate that was merged.'),
    by: text('Name of the key that merged it; loopback without keys.'),
    at: time('When.'),
    reason: text('Why, in the words of whoever merged it.'),
  },
  { description: 'Who merged its own lesson into another one; null where nobody did.' },
)

const explainedSchema = Type.Object({
  signature: text('The signature that is explained, 32 hex digits.'),
  scheme: whole('The version of the scheme that made it.'),
  schemeSince: Type.String({ format: 'date', description: 'The day that scheme dates from.' }),
  parts: Type.Array(Type.Object({ name: text('What it is.'), value: text('As it is hashed.') }), {
    description: 'What is hashed into the signature, in this order.',
  }),
  current: Type.Boolean({
    description:
      'False where these parts give another signature now: an older scheme, or a rule that is gone, made it.',
  }),
  masked: whole('Places in the template where something was masked.'),
  gist: text('What of the template makes the lesson.'),
  leftOut: texts('Words of the template that do not.'),
  lesson: text('The lesson it is of now, 32 hex digits.'),
  ownLesson: text('The lesson that follows from its parts, 32 hex digits.'),
  merged: nullable(mergeSchema),
})

export const explanationSchema = Type.Object({
  ...explainedSchema.properties,
  with: nullable(
    Type.Object(
      {
        other: Type.Object(explainedSchema.properties, { description: 'The signature it is compared with.' }),
        oneLesson: yes('Whether both are of one lesson now.'),
        differences: Type.Array(
          Type.Object({
            part: text('The part that differs.'),
            one: text('Its value in the signature that was asked for.'),
            other: text('Its value in the one it is compared with.'),
          }),
          { description: 'In the order in which parts are hashed; the template also by its gist.' },
        ),
        reason: text('Why they are, or are not, one lesson.'),
      },
      { description: 'The comparison with another signature; null where none was asked for.' },
    ),
  ),
})

export const explanation = route({
  url: '/api/v1/patterns/:signature/explanation',
  permission: 'read',
  summary: 'What made a signature and its lesson, and why two signatures are, or are not, one lesson.',
  params: Type.Object({ signature: idParameter('The signature.') }),
  query: Type.Object(
    { with: Type.Optional(idParameter('Another signature to compare with.')) },
    { additionalProperties: false },
  ),
  answer: explanationSchema,
  handle: async ({ params: { signature }, query }, deps) => {
    const one = await explained(signature, deps)
    if (one === null) return notFound('pattern')
    if (query.with === undefined) return ok({ ...one, with: null })
    const other = await explained(query.with, deps)
    if (other === null) return notFound('pattern')
    const differences = [...differencesOf(one, other)]
    const reason = `${reasonOf(one, other)}${await standsForBoth(one, other, deps)}`
    return ok({ ...one, with: { other, oneLesson: one.lesson === other.lesson, differences, reason } })
  },
})

export type Explained = Static<typeof explainedSchema>

async function explained(signature: string, deps: AskDeps): Promise<Explained | null> {
  const pattern = await deps.store.patterns.get(deps.tenant, signature)
  if (pattern === null || deps.explainSignature === null) return null
  const found = await explainedPattern(pattern, deps.explainSignature, deps)
  const merged = found.current && found.lesson !== pattern.lesson ? await mergeOf(found.lesson, deps) : null
  return { ...shown(pattern, found), merged }
}

/** Rules that were at work when it was signed are known from a run that carried it. */
async function explainedPattern(
  pattern: Pattern,
  explain: ExplainSignature,
  deps: AskDeps,
): Promise<SignatureExplanation> {
  const plain = explain(pattern, null)
  if (plain.current) return plain
  const override = await overrideOf(pattern, deps)
  return override === null ? plain : explain(pattern, override)
}

async function overrideOf(
  { tenant, signature, exemplars }: Pattern,
  { store }: AskDeps,
): Promise<SignatureOverride | null> {
  for (const { runId } of exemplars) {
    const record = await store.runs.get(tenant, runId)
    const found = record?.findings.find((finding) => finding.signature === signature)
    if (found !== undefined) return found.override ?? null
  }
  return null
}

function shown(pattern: Pattern, found: SignatureExplanation): Omit<Explained, 'merged'> {
  const { parts, current, masked, gist, leftOut, lesson } = found
  return {
    ...{ signature: pattern.signature, scheme: found.scheme.version, schemeSince: found.scheme.since },
    ...{ current, masked, gist, lesson: pattern.lesson, ownLesson: lesson },
    parts: parts.map(({ name, value }) => ({ name, value })),
    leftOut: [...leftOut],
  }
}

/** Two lessons of nearly the same runs ask a person once. */
async function standsForBoth(one: Explained, other: Explained, { store, tenant }: AskDeps): Promise<string> {
  for (const [held, raised] of [[one, other] as const, [other, one] as const]) {
    const scorecard = await store.candidates.scorecard(tenant, held.lesson)
    if (scorecard?.duplicateOf !== raised.lesson) continue
    return `; nearly the same runs carry both, so the candidate of ${raised.lesson} stands for both`
  }
  return ''
}

const candidatesAsked = 500

/** Who merged the lesson, as far as the latest merged candidates tell. */
async function mergeOf(lesson: string, { store, tenant }: AskDeps): Promise<Static<typeof mergeSchema> | null> {
  const { items } = await store.candidates.list({ tenant, state: 'merged', limit: candidatesAsked })
  const candidate = items.find((item) => item.lesson === lesson)
  const review = candidate?.reviews.findLast(({ decision }) => decision === 'merge')
  if (candidate === undefined || review === undefined) return null
  return { candidate: candidate.id, by: review.by, at: rfc3339(review.atMs), reason: review.reason }
}
