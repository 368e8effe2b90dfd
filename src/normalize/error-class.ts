import type { ErrorClass } from '../span/span-fact.ts'

/**
 * What an error is, from its type and text, before the text is dropped. The first rule that matches decides; the more
 * particular ones come first. Linear patterns over at most `charsMax` characters.
 */
export function errorClass(type: string | null, text: string): ErrorClass {
  const subject = `${type ?? ''}\n${text}`.slice(0, charsMax).toLowerCase()
  for (const rule of rules) if (rule.pattern.test(subject)) return rule.class
  return 'other'
}

const charsMax = 4096

interface Rule {
  readonly class: ErrorClass
  readonly pattern: RegExp
}

const rules: readonly Rule[] = [
  {
    class: 'interrupted',
    pattern:
      /graphinterrupt|nodeinterrupt|interrupterror|interrupt raised|waitingfor(?:event|human|user|input|approval)|approvalrequired|calldeferred|"?action_?requests"?:|\bthis (?:tool |function )?call requires (?:human |user )?(?:confirmation|approval)\b/,
  },
  {
    class: 'approval_rejected',
    pattern:
      /approval_rejected|approvalrejected|execution[ _-]denied|confirmation[ _](?:failed|denied|declined|rejected)|(?:tool|call|execution|action|user|human|person|reviewer|approver)\b[^.\n]{0,40} not (?:been )?approved?\b|\bnot approved by (?:the |a |an )?(?:user|human|person|reviewer|operator|approver|customer|colleague|supervisor)|not approve (?:this|the) (?:tool|call|action|execution)|\b(?:rejected|denied|declined|refused|disapproved) by (?:the |a |an )?(?:user|human|person|reviewer|operator|approver|customer|colleague|supervisor)|\b(?:user|human|reviewer|operator|approver|colleague|supervisor) (?:has )?(?:rejected|denied|declined|refused|disapproved)|approval (?:was |has been )?(?:denied|rejected|declined|refused)|\b(?:tool|function) call (?:is|was|has been) (?:rejected|denied|declined|refused)(?:[.!]|$)/,
  },
  {
    class: 'turn_limit',
    pattern:
      /graphrecursion|recursion limit|maxturnsexceeded|\bmax(?:imum)?(?: number of)?(?: [a-z]{2,12}){0,2} (?:turns|steps|iterations)|usagelimitexceeded|limit_?turns|(?:turn|step|iteration)s? limit|after \d{1,6} (?:turns|steps|iterations)|max_(?:turns|steps|iterations)/,
  },
  {
    class: 'guardrail',
    pattern: /guard-?rail|tripwire|blocked by (?:a |the )?(?:policy|guard|moderation)/,
  },
  {
    class: 'tool_not_found',
    pattern:
      /nosuchtool|toolnotfound|tool_not_found|unavailable tool|unknown tool|no such tool|no tool (?:named|called|with)|(?:tool|action) ['"`]?[\w.:/-]{1,96}['"`]? (?:(?:was |is |does )?not (?:found|exist|available|registered|defined|a valid tool|in (?:the )?registry)|do(?:es)?n't exist)|function ['"`]?[\w.:/-]{1,96}['"`]? is not (?:available|registered)|is not a (?:valid|known|registered) tool|not found in (?:the )?(?:tool )?registry|invalid tool call:|-32601|tool (?:was )?not found|\bfield next_tool_name\b/,
  },
  {
    class: 'invalid_arguments',
    pattern:
      /invalidtool(?:input|argument)|toolinputparsing|toolinvocationerror|toolcallrepair|typevalidationerror|validationerror|zoderror|\b\d{1,3} validation errors? for |invalid json input|\bunexpected keyword argument\b|input validation|validation failed|invalid (?:input|arguments?|parameters?)|not valid json|json ?pars(?:e|ing)|unexpected end of json|(?:unable to parse|error while (?:decoding|parsing)) (?:the )?(?:tool|function)|malformed_?(?:function_call|tool_use)|(?:missing|required) (?:required )?(?:argument|parameter|property|field)|did not match (?:the )?(?:expected )?schema|does not match (?:the )?(?:expected )?schema|-32602/,
  },
  {
    class: 'cancelled',
    pattern:
      /\babort(?:ed|error)?\b|aborterror|apiuserabort|cancell?ed|cancel(?:l)?ation|generatorexit|keyboardinterrupt/,
  },
  {
    class: 'content_filtered',
    pattern:
      /content[ _-]?filter|content management policy|content policy|responsibleai|blocked by safety|safety settings|prohibited_content/,
  },
  {
    class: 'rate_limited',
    pattern:
      /rate[ _-]?limit|too many requests|toomanyrequests|quota|throttl|resource_?exhausted|overloaded|\b429\b|\b529\b/,
  },
  {
    class: 'timeout',
    pattern: /time[ds]?[ -]?out|deadline|etimedout|esockettimedout|\b(?:http |status )?(?:408|504)\b/,
  },
  {
    class: 'permission_denied',
    pattern:
      /permission|forbidden|unauthori[sz]ed|not authori[sz]ed|access (?:is |was )?denied|\beacces\b|\beperm\b|invalid api key|authentication (?:failed|error|required)|\b(?:401|403)\b/,
  },
]
