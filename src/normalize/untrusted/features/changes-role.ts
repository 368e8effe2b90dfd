import { anyOf, type Feature } from './feature.ts'

/** Tells the agent to be somebody else. */
export const changesRole: Feature = {
  name: 'changes_role',
  weight: 0.4,
  telling: true,
  pattern: anyOf(
    '\\byou are now (?:an? |the |in |my |operating|acting|running)',
    '\\bfrom now on,? (?:you|your|act|always)\\b',
    '\\b(?:enter|enable|activate|switch to|you are in|entering) (?:\\w{1,12} )?(?:developer|debug|admin\\w{0,11}|god|unrestricted|jailbreak|sudo|root|maintenance) mode\\b',
    '\\b(?:pretend (?:to be|that you|you)|act as (?:an? |the |my |if you))\\b',
    '\\byour (?:new )?(?:role|persona|identity) (?:is|has)\\b',
    '\\bnew system prompt\\b',
  ),
}
