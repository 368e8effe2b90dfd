import { anyOf, type Feature } from './feature.ts'

/** Says that it is important. */
export const presses: Feature = {
  name: 'presses',
  weight: 0.15,
  telling: false,
  pattern: anyOf(
    '\\b(?:important|urgent(?:ly)?|immediately|critical|mandatory|(?:highest|top|high) priority|right away|at once|asap|emergency|crucial|strictly)\\b',
    '!!!',
    '<(?:important|attention|urgent|instructions?|admin|override|directive|prompt)>',
    '\\b(?:importante|urgente|dringend|wichtig|sofort|immediatamente|imm[ée]diatement)\\b|важно|срочно|重要|紧急|緊急|至急|立即|중요|긴급|هام|عاجل',
  ),
}
