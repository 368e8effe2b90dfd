import Type, { type Static } from 'typebox'
import type { explanationSchema } from '../../api/routes/explanation.ts'
import { patternSchema } from '../../api/shapes/pattern.ts'
import { riseSchema } from '../../api/shapes/rise.ts'
import { scorecardSchema } from '../../api/shapes/scorecard.ts'
import type { Page } from '../page.ts'
import { counted, ofAll, percent, shortTime } from '../words.ts'
import { writeEvidence } from './evidence.ts'
import { writeScorecard } from './scorecard.ts'

export const patternAnswer = Type.Object({
  ...patternSchema.properties,
  scorecard: Type.Union([scorecardSchema, Type.Null()]),
  // A service of before does not tell it.
  rise: Type.Optional(Type.Union([riseSchema, Type.Null()])),
})
type Explanation = Static<typeof explanationSchema>
type PatternAnswer = Static<typeof patternAnswer>

const riseWords = { sudden: 'rises', slow: 'climbs', none: 'does not rise' }

export function writePattern(page: Page, pattern: PatternAnswer, explanation: Explanation | null): void {
  const { signature, runs, agentRuns, scope, agent, severityMax, firstSeen, lastSeen, rise } = pattern
  page.heading(`Pattern ${signature}`)
  page.line(pattern.explanation)
  writeSignature(page, pattern, explanation)
  writeLessonOf(page, pattern, explanation)
  page.section('Counts', 1, () => {
    page.pairs([
      [
        'runs',
        `${ofAll(runs, agentRuns)} runs of ${scope === 'service' ? 'the service ' : ''}${agent} (${percent(runs, agentRuns)})`,
      ],
      ['severity', `${severityMax.toFixed(2)} at worst`],
      ['first seen', shortTime(firstSeen)],
      ['last seen', shortTime(lastSeen)],
      ['its lesson', rise ? `${riseWords[rise.kind]}: ${rise.evidence}` : null],
    ])
  })
  writeEvidence(page, pattern.variants, pattern.exemplars)
  writeScorecard(page, pattern.scorecard)
}

function writeSignature(page: Page, pattern: PatternAnswer, explanation: Explanation | null): void {
  const { scope, agent, signal, bucket, locus, template, recovery } = pattern
  page.section('What its signature is made of', 1, () => {
    page.pairs([
      ['scheme', explanation && `version ${explanation.scheme}, since ${explanation.schemeSince}`],
      [scope, agent],
      ['signal', `${signal} (${bucket})`],
      ['locus', locus],
      ['template', template === '' ? '(none)' : template],
      ['recovery', recovery],
      ['split', explanation && partOf(explanation, 'split')],
      ['named', explanation && partOf(explanation, 'named')],
    ])
    page.line('and the tenant, hashed in this order; the scheme is the version of how', 'dim')
    if (explanation?.current === false)
      page.line(
        'it was made under an older scheme, or by a rule that is gone: now these parts give another one',
        'yellow',
      )
    if (template.includes('<*>')) page.line(`${maskedWords(explanation)}: it can differ from run to run`, 'dim')
  })
}

function maskedWords(explanation: Explanation | null): string {
  const stands = '<*> stands for what was masked'
  return explanation === null ? stands : `${stands}, ${counted(explanation.masked, 'place')} of the template`
}

/** Empty where no rule of the operator's is about it. */
function partOf({ parts }: Explanation, name: string): string | null {
  return parts.find((part) => part.name === name)?.value || null
}

function writeLessonOf(page: Page, { lesson }: PatternAnswer, explanation: Explanation | null): void {
  page.section('Lesson', 1, () => {
    page.line(`${lesson} (all of it with \`explain ${lesson}\`)`)
    if (explanation === null) return
    const { gist, leftOut, merged, ownLesson, current } = explanation
    page.pairs([
      ['gist', gist === '' ? '(none)' : gist],
      ['left out', leftOut.join(', ')],
      ['merged', merged && `by ${merged.by}, ${shortTime(merged.at)}: ${merged.reason}`],
      ['by itself', current && ownLesson !== lesson ? ownLesson : null],
    ])
    page.line('the same parts without the recovery, and the gist in place of the template, make it', 'dim')
  })
}
