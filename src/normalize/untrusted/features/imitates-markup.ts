import { anyOf, type Feature } from './feature.ts'

const role = '(?:system|user|assistant|developer|human|tool|sys)'

/** Looks like the frame around messages, so as to be taken for one. */
export const imitatesMarkup: Feature = {
  name: 'imitates_markup',
  weight: 0.7,
  telling: true,
  pattern: anyOf(
    // A tag around a single word is data.
    `<${role}(?:[-_ ](?:message|prompt|instructions?|override|note|request|query|turn))?>[^<]{24}`,
    '<\\|[a-z_]{2,24}\\|>',
    `\\[\\/?(?:INST|SYS|(?:system|assistant|developer)(?:[- ](?:message|prompt|instructions?|override|note|notice))?)\\]`,
    '<<\\/?SYS>>',
    `["']role["'] ?: ?["'](?:system|developer)["']`,
    `#{2,4} ?(?:(?:new |updated )?system(?: prompt| message| instructions?)?|new instructions?|${role}:|instructions? (?:to|for) (?:the )?(?:ai|llm|assistant|agent|model))`,
    `\\b(?:end|begin|start|beginning) of (?:the )?(?:system|user|tool|context|untrusted|retrieved|search|document|email|file|web ?page|external) (?:prompt|input|message|output|results?|data|content|instructions?|context)\\b`,
    '[=*~_]{3,} ?(?:system|admin|administrator|assistant|developer)\\b',
    `(?:^|\\n)(?:system|assistant|developer)(?: message| prompt| note)?:`,
  ),
}
