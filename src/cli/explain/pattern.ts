import Type, { type Static } from 'typebox'
import { patternSchema } from '../../api/shapes/pattern.ts'
import { scorecardSchema } from '../../api/shapes/scorecard.ts'
import type { Page } from '../page.ts'
import { ofAll, percent, shortTime } from '../words.ts'
import { writeEvidence } from './evidence.ts'
import { writeScorecard } from './scorecard.ts'

export const patternAnswer = Type.Object({
  ...patternSchema.properties,
  scorecard: Type.Union([scorecardSchema, Type.Null()]),
})
type PatternAnswer = Static<typeof patternAnswer>

export function writePattern(page: Page, pattern: PatternAnswer): void {
  const { signature, explanation, runs, agentRuns, agent, severityMax, firstSeen, lastSeen } = pattern
  page.heading(`Pattern ${signature}`)
  page.line(explanation)
  writeSignature(page, pattern)
  page.section('Counts', 1, () => {
    page.pairs([
      ['runs', `${ofAll(runs, agentRuns)} runs of ${agent} (${percent(runs, agentRuns)})`],
      ['severity', `${severityMax.toFixed(2)} at worst`],
      ['first seen', shortTime(firstSeen)],
      ['last seen', shortTime(lastSeen)],
    ])
  })
  writeEvidence(page, pattern.variants, pattern.exemplars)
  writeScorecard(page, pattern.scorecard)
}

function writeSignature(page: Page, { agent, signal, bucket, locus, template, recovery, lesson }: PatternAnswer): void {
  page.section('What its signature is made of', 1, () => {
    page.pairs([
      ['agent', agent],
      ['signal', `${signal} (${bucket})`],
      ['locus', locus],
      ['template', template === '' ? '(none)' : template],
      ['recovery', recovery],
    ])
    page.line('and the tenant and the version of the scheme, hashed in this order', 'dim')
    if (template.includes('<*>')) page.line('<*> stands for what was masked: it can differ from run to run', 'dim')
  })
  page.section('Lesson', 1, () => {
    page.line(`${lesson} (all of it with \`explain ${lesson}\`)`)
  })
}
