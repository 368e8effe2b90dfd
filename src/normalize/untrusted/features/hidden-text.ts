import { anyOf, type Feature } from './feature.ts'

/** Stands where a person who looks at the page would not see it. */
export const hiddenText: Feature = {
  name: 'hidden_text',
  weight: 0.3,
  telling: true,
  pattern: anyOf(
    '<!--',
    '(?:display: ?none|visibility: ?hidden|font-size: ?0|opacity: ?0|color: ?(?:white|#fff(?:fff)?|transparent))\\b',
    '[\\u200b-\\u200d\\u2060-\\u2064\\ufeff]|\\udb40[\\udc20-\\udc7e]',
  ),
}
