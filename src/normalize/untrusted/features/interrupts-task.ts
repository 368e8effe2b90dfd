import { anyOf, type Feature, upTo } from './feature.ts'

const working =
  '(?:continu\\w{0,3}|proceed\\w{0,3}|answer\\w{0,3}|respond\\w{0,3}|reply\\w{0,3}|complet\\w{0,3}|solv\\w{0,3}|finish\\w{0,3}|fulfil\\w{0,4}|return\\w{0,3}|do(?:ing)?|perform\\w{0,3}|start\\w{0,3}|begin\\w{0,4}|handl\\w{0,3}|execut\\w{0,3}|summari\\w{1,5}|help\\w{0,3}|address\\w{0,3}|process\\w{0,3}|work\\w{0,3})'
const asked = "(?:tasks?|requests?|user'?s?|questions?|query|queries|prompt|assignment|conversation)"

/** Speaks of what the agent was asked for, as only somebody does who knows that he talks to an agent at work. */
export const knowsTask: Feature = {
  name: 'interrupts_task',
  weight: 0.7,
  telling: true,
  pattern: anyOf(
    `\\b(?:continue|resume|return|go back|proceed|carry on|go on|get back)(?: to| with| on){0,2} (?:the |your |my )?(?:original|previous|initial|actual|user'?s?|main|regular|earlier|rest of)\\b${upTo(20)}\\b(?:${asked}|instructions?|work)\\b`,
    `\\byour (?:original|current|previous|initial|actual|real|true|main|primary|new|only|updated|revised|sole|immediate) (?:tasks?|goal|objective|instructions?|job|assignment|mission|directive|prompt)\\b`,
    `\\b(?:tasks?|request|question|job|assignment|instructions?) (?:that |which )?(?:I|the user|your user|we|you were|you have been|you've been) (?:gave|given|assigned|asked|sent|requested|told)\\b`,
    '\\byour (?:next|first|only|immediate) (?:action|step|move|message|output|reply|response|answer|call) (?:should|must|is|will|has|shall)\\b',
    `\\bbefore (?:you )?${working} (?:to )?(?:(?:the|any) ${asked} of )?(?:the|your) user\\b`,
    `\\bbefore (?:you )?(?:continu|proceed|return|go)\\w{0,3} (?:with|to|on) (?:the|your|this) (?:user'?s? )?(?:task|request|instructions?)\\b`,
  ),
}

/** Pushes itself in front of something that has to be done; so do the steps of a manual. */
export const interruptsTask: Feature = {
  name: 'interrupts_task',
  weight: 0.5,
  telling: true,
  pattern: anyOf(
    `\\b(?:before|prior to|until) (?:you |you can |you may |you are able to |being able to )?(?:can |may )?${working}\\b${upTo(30)}\\b(?:${asked}|anything else)\\b`,
    "\\b(?:the|your) (?:main|original|primary|actual|user'?s) (?:task|request|goal|job)\\b|\\b(?:following|this|next) sub-?task\\b",
    '\\bbefore (?:taking |making |doing )?any (?:further|other|more) (?:steps?|actions?|calls?|tasks?|work|processing)\\b',
    `\\b(?:answer|respond|reply|continue|proceed)\\b${upTo(30)} only (?:after|once|when) you\\b`,
    `\\bbefore (?:you (?:can )?(?:do|respond|answer|reply)|doing|responding|answering|replying)(?: anything| to (?:me|them|him|her|anyone))?,`,
    `\\b(?:after|once|when|as soon as) (?:you(?:'ve| have)? |doing |completing |finishing |that |this )${upTo(40)}\\b(?:continue|resume|return|go back|proceed|carry on|solve|finish|get back)\\b${upTo(30)}\\b(?:${asked}|were doing|as (?:normal|usual))\\b`,
    `\\b(?:as (?:an? |the )?(?:part|prerequisite|precondition|first step|requirement|condition) (?:of|for|to)|in order to|required to|necessary to|needed to|to) (?:\\w{1,12} )?(?:complet\\w{1,4}|fulfil\\w{0,5}|finish\\w{0,3}|satisfy\\w{0,3}|continue with|proceed with|answer\\w{0,3}|carry out|unlock) (?:the |your |this |my |their )(?:user'?s? |current |original |initial )?(?:task|request|question|query|assignment)\\b`,
    `\\b(?:additional|extra|further|one more|another|urgent|higher[- ]priority) (?:task|step|instruction)s?\\b${upTo(24)}\\b(?:for you|before|first|assistant|agent|user'?s?)\\b`,
    // Spanish, Portuguese, Italian, French, German, Dutch
    '\\bantes de (?:continuar|responder|completar|terminar|seguir|proceder|finalizar|realizar|prosseguir|concluir)',
    '\\bprima di (?:continuare|rispondere|completare|procedere|proseguire)|\\bavant de (?:continuer|r[ée]pondre|poursuivre|terminer|compl[ée]ter|proc[ée]der)',
    `\\b(?:bevor|ehe) (?:du|sie)${upTo(40)}(?:fortf|fortsetz|antwort|bearbeit|erledig|weiter|abschlie|beginn)|\\bvoordat (?:je|u)${upTo(30)}(?:antwoord|doorga|verder|voltooi)`,
    // Polish, Turkish, Russian, Chinese, Japanese, Korean, Arabic
    'zanim (?:odpowiesz|przejdziesz|wykonasz|uko[nń]czysz)|(?:devam etm|yan[ıi]tlam|cevaplam|tamamlam)\\w{0,3}den [öo]nce|(?:прежде чем|перед тем,? как)[^\\n.!?]{0,24}(?:ответ|продолж|выполн|заверш)',
    `(?:在|於)${upTo(16)}(?:回答|继续|繼續|完成|回复|执行|处理)${upTo(12)}(?:之前|前)|(?:回答|続行|完了|実行|作業|返答)[^\\n。]{0,8}前に|(?:답변|계속|완료|진행)[^\\n.]{0,8}전에|قبل (?:المتابعة|الإجابة|إكمال|أن (?:تجيب|تكمل|تتابع))`,
  ),
}
