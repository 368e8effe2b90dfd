import { anyOf, type Feature } from './feature.ts'

const master =
  '(?:admin\\w{0,11}|developers?|system|owner|operator|user|creators?|security(?: team)?|it (?:department|team|support)|boss|manager|compliance\\w{0,5}|principal|supervisor|employer|platform|provider|maintainers?)'

/** Takes command of its reader. */
export const takesCommand: Feature = {
  name: 'claims_authority',
  weight: 0.7,
  telling: true,
  pattern: anyOf(
    '\\bby reading this(?: \\w{1,12})?,? you (?:agree|consent|accept|commit)\\b',
    '\\b(?:do (?:exactly )?(?:as|what) I (?:say|tell you)|repeat after me|you (?:will|shall) obey)\\b',
    '\\byou have been (?:hired|assigned|selected|tasked|recruited|reassigned|reprogrammed|instructed)\\b',
    '\\byour (?:first|next) (?:assignment|task|mission|order|instruction)s? (?:is|are|will be)\\b',
  ),
}

/** Says that somebody stands behind it whom the agent has to obey. */
export const claimsAuthority: Feature = {
  name: 'claims_authority',
  weight: 0.4,
  telling: true,
  pattern: anyOf(
    `\\b(?:message|notice|instructions?|request|command|order|directive|update|note)s? (?:is |comes |coming )?(?:directly )?from (?:me\\b|(?:your|the|our) (?:\\w{1,16} )?${master}\\b)`,
    `\\b(?:the|your|our|this|my) (?:user|customer|owner|principal|operator|account holder|human|boss) (?:has |have |is |already |explicitly |previously |personally |fully ){0,3}(?:approved|authori[sz]ed|consented|confirmed|agreed|granted|permitted|requested that|ask(?:ed|s) (?:you|that)|instruct(?:ed|s)|wants? you|would like you|expects? you|pre-?approved|given (?:permission|consent)|needs? you)\\b`,
    `\\b(?:(?:as|i am|i'm|this is|speaking as|it is) (?:me,? )?(?:your|the)|i am an?|i'm an?) (?:\\w{1,16} )?(?:developer|admin\\w{0,11}|operator|owner|creator|supervisor|principal|account holder|employer|system|user)\\b`,
    '\\b(?:system|admin\\w{0,11}|developer|operator|root|supervisor)[ -](?:message|notice|override|alert|instruction|prompt|command|directive|request|mode|announcement|note|bulletin|mandate|notification)s?\\b',
    `\\bon behalf of (?:the|your|our|its) ${master}\\b`,
    `\\b(?:the|your) user (?:will|would|wants?|needs?|expects?|likes?)\\b[^\\n.!?]{0,40}\\byou\\b`,
    '\\b(?:pre-?(?:approved|authori[sz]ed)|already (?:been )?(?:approved|authori[sz]ed)|authori[sz]ation (?:code|level|token)|admin (?:code|token))\\b',
    `\\b(?:per|under|according to|as required by) (?:the |our |your )?(?:\\w{1,12} ){0,2}(?:policy|policies|protocol|regulations?)\\b|\\bpolicy (?:update|change|requires)\\b`,
  ),
}
