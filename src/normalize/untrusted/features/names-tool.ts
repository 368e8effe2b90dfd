import { anyOf, type Feature } from './feature.ts'

/** Says by which tool it is to be done. */
export const namesTool: Feature = {
  name: 'names_tool',
  weight: 0.3,
  telling: false,
  pattern: anyOf(
    '\\b(?:call|use|using|invoke|run|trigger|execute) (?:the |your |an? )?[`\'"]?[a-z]\\w{1,40}(?:[-_.]\\w{1,40}){0,4}[`\'"]? (?:tool|function|api|plugin|action|capability)\\b',
    '\\b(?:call|invoke|use|run|execute) [`\'"]?[a-z]{1,40}(?:_[a-z]{1,40}){1,6}\\b',
    '\\btool[-_ ]?call\\b',
    '\\byour (?:\\w{1,16} )?(?:tools?|functions?|plugins?)\\b',
  ),
}
