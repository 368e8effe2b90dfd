import { type AnswerManner, answerManners } from '../span/span-fact.ts'

/** An answer that declines says so early; what comes later is often a remark on a detail. */
const openingCharsMax = 300
const endingCharsMax = 300
/** A call that is written down is short, at the start or the end of what the model says. */
const callCharsMax = 4096

/**
 * How an answer puts it, told from its text before that is dropped; says nothing of what it is about. Empty for nearly all
 * answers. The same text gives the same manners, whatever came before.
 */
export function mannersOf(text: string): readonly AnswerManner[] {
  return answerManners.filter((manner) => checks[manner](text))
}

const checks: Readonly<Record<AnswerManner, (text: string) => boolean>> = {
  declines: (text) => {
    const opening = text.slice(0, openingCharsMax).toLowerCase().replaceAll('’', "'")
    return declined.test(opening)
  },
  asks_back: (text) => question.test(text.slice(-endingCharsMax).trimEnd()),
  writes_call: (text) =>
    isWrittenCall(text.slice(0, callCharsMax)) ||
    (text.length > callCharsMax && isWrittenCall(text.slice(-callCharsMax))),
}

/**
 * A word list, in English and a few other languages: words of apology, and of being unable. It tells how the agent puts
 * it and not whether it is right; answers in other languages are not recognized.
 */
const declining = [
  /\b(?:sorry|apologi[sz]e|apologies|unfortunately|regrettably)\b/,
  /\b(?:un|not )able to\b|\bnot possible to\b|\bimpossible to\b/,
  /\b(?:i|we) (?:can(?:no|')t|can not|could not|couldn't|was not able|were not able|won't|will not be able)\b/,
  /\bcould(?: not|n't) (?:find|locate|complete|access|retrieve|determine|perform|verify|be)\b/,
  /\bcan(?:no|')t (?:be )?(?:find|found|locate|complete|access|retrieve|determine|perform|fulfill?|assist|help|provide|proceed|process|answer|verify)/,
  /\b(?:do|does|did)(?: not|n't) have (?:access|the (?:ability|means|capability|information|tools?|necessary|required)|enough|permission|any (?:information|way))\b/,
  /\bfailed to\b|\b(?:is|are|was|were) not (?:available|found)\b/,
  /\b(?:leider|tut mir leid|entschuldigung|nicht möglich)\b|\bkann ich nicht\b/,
  /\b(?:malheureusement|je ne peux pas|je ne suis pas en mesure)\b|\bdésolée?(?![a-zà-ÿ])/,
  /\b(?:lo siento|lamentablemente|desafortunadamente|no puedo|no me es posible)\b/,
  /\b(?:infelizmente|desculpe|não (?:posso|consigo))/,
]

/** All of them in one pass. */
const declined = new RegExp(declining.map(({ source }) => source).join('|'))

/** At the very end, behind it nothing but quotes, brackets and marks of emphasis. */
const question = /[?？][\s"'”’)*_`\]]{0,8}$/

/** Marks that chat templates put around calls; or the two members that written calls have, whatever their order. */
const callMark = /<\/?(?:tool_call|function_call|tool_use|invoke)\b|<function[=_]|<\|(?:tool_call|python_tag)/
const calledMember = /"(?:name|action|tool|tool_name|function)"\s{0,8}:\s{0,8}["{]/
const passedMember = /"(?:arguments|parameters|action_input|tool_input|args)"\s{0,8}:/

function isWrittenCall(text: string): boolean {
  return callMark.test(text) || (calledMember.test(text) && passedMember.test(text))
}
