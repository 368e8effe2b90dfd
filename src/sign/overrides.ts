import type { Finding } from '../finding/finding.ts'
import type { SignatureOverride } from '../finding/signed-finding.ts'
import type { Run } from '../run/run.ts'
import type { FindingMatch, LessonOverrides, MapRule, SplitAttribute, SplitRule } from './contract.ts'
import { globMatcher } from './glob.ts'
import { locusName } from './locus-name.ts'
import { token } from './token.ts'

/** Says what the operator's rules add to the identity of a finding; null where none is about it. */
export type Overriding = (finding: Finding, run: Run) => SignatureOverride | null

export function overridingBy({ split, map }: LessonOverrides): Overriding {
  if (split.length === 0 && map.length === 0) return () => null
  const splits = split.map((rule) => ({ rule, matches: matcher(rule) }))
  const maps = map.map((rule) => ({ rule, matches: mapMatcher(rule) }))
  return (finding, run) => {
    const splitBy = splits.find(({ matches }) => matches(finding, run.agent))?.rule
    const mappedBy = maps.find(({ matches }) => matches(finding, run.agent))?.rule
    if (splitBy === undefined && mappedBy === undefined) return null
    return { split: splitBy === undefined ? '' : splitOf(splitBy, finding, run), named: token(mappedBy?.lesson ?? '') }
  }
}

type Matches = (finding: Finding, agent: string) => boolean

/** Names are compared as they are signed. */
function matcher({ agent = '*', signal = '*', locus = '*' }: FindingMatch): Matches {
  const [isAgent, isSignal, isLocus] = [globMatcher(agent), globMatcher(signal), globMatcher(locus)]
  return (finding, name) => isSignal(finding.signal) && isLocus(locusName(finding.locus)) && isAgent(token(name))
}

function mapMatcher(rule: MapRule): Matches {
  const [matches, isTemplate] = [matcher(rule), globMatcher(rule.template ?? '*')]
  return (finding, agent) => matches(finding, agent) && isTemplate(finding.template)
}

/** An attribute that the run does not tell is one of its values, too. */
function splitOf({ by }: SplitRule, finding: Finding, run: Run): string {
  return `${by}=${token(attributeOf(by, finding, run) ?? 'unknown')}`
}

function attributeOf(by: SplitAttribute, finding: Finding, run: Run): string | null {
  return by === 'model' ? modelOf(finding, run) : run[by]
}

/** The model of the evidence; where that names none, the first one of the run. */
function modelOf({ evidence }: Finding, { steps }: Run): string | null {
  const ids = new Set(evidence)
  const withModel = steps.filter(({ model }) => model !== null)
  return (withModel.find(({ id }) => ids.has(id)) ?? withModel[0])?.model ?? null
}
