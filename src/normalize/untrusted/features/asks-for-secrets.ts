import { anyOf, type Feature, upTo } from './feature.ts'

/** Wants something passed on that is not for others. */
export const asksForSecrets: Feature = {
  name: 'asks_for_secrets',
  weight: 0.3,
  telling: false,
  pattern: anyOf(
    `\\b(?:send|post|forward|upload|share|include|append|reveal|print|output|exfiltrate|collect|gather|retrieve|extract|get|provide|e?mail|dump|leak|encode|copy)\\b${upTo(40)}\\b(?:conversation|chat (?:history|log)|passwords?|credentials?|api[ _-]?keys?|(?:access |auth |session )tokens?|secrets?|private (?:keys?|data|information|messages)|personal (?:data|information|details)|user (?:information|data|details)|system prompt|passport|credit card|bank (?:account|details)|social security|security codes?|verification codes?|2fa|otp|contacts|inbox|environment variables?|messages|history)\\b`,
  ),
}
