import { identifierOf } from './names.ts'

const charsMax = 512

const wordings = [
  /\b(?:unknown|no such|invalid|non-?existent) (?:tool|function|action)(?: name)?:? ['"`]?([\w.:/-]{1,64})/i,
  /\b(?:tool|function|action) ['"`]?([\w.:/-]{1,64})['"`]? (?:(?:was |is |does )?not (?:found|exist|available|registered|defined|a valid)|do(?:es)?n't exist)/i,
  /(?:^|[\s'"`])([\w.:/-]{1,64})['"`]? is not a (?:valid|known|registered) (?:tool|function)\b/i,
  /\bno (?:tool|function) (?:named|called|with (?:the )?name) ['"`]?([\w.:/-]{1,64})/i,
]

/** The tool that an error says does not exist, where it names it. */
export function missingToolName(text: string): string | null {
  const start = text.slice(0, charsMax)
  for (const wording of wordings) {
    const name = identifierOf(wording.exec(start)?.[1]?.replace(/[.:,]+$/, '') ?? null)
    if (name !== null) return name
  }
  return null
}
