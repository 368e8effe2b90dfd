import { anyOf, type Feature, upTo } from './feature.ts'

const machine =
  '(?:AI|A\\.I\\.|LLMs?|artificial intelligence|(?:large )?language[- ]models?|chat ?bots?|copilots?|(?:virtual|digital|automated|intelligent|smart) (?:assistants?|agents?|helpers?)|AI[- ](?:assistants?|agents?|models?|systems?|bots?|helpers?|tools?)|(?:autonomous|automated|software) agents?|bots)'
/** At the begin of a sentence `to` names who it is for; within one it hardly ever does. */
const greeting =
  '(?:\\b(?:dear|hey|hi|hello|greetings|attention|attn|psst|(?:note|memo|reminder|message|instructions?|notice|request|warning|directive|task|tasks|todo) (?:to|for))\\b|(?:^|[\\n.!?:(\\[*#>–—"\'-] ?)to)[ ,:]{1,3}(?:all |any |every |each |the |this |my |our |whichever |you,? )?'

/** Speaks to a machine that reads, not to a person. A word about machines in general is no address. */
export const addressesAgent: Feature = {
  name: 'addresses_agent',
  weight: 0.7,
  telling: true,
  pattern: anyOf(
    `${greeting}(?:\\w{1,16} ){0,2}?${machine}\\b`,
    `${greeting}(?:\\w{1,16} )?(?:assistants?|agents?|bot)(?: [a-z]{3,10}ing this)? ?[:,;!.—–-]`,
    `\\bif (?:you are|you're|you were|this is(?: being)? (?:read|processed|parsed|seen) by) (?:an? |the |some |any )?(?:\\w{1,16} ){0,2}?(?:${machine}|assistant|bot|agent|machine)\\b`,
    `\\b${machine}(?:s|'s)?\\b${upTo(40)}\\b(?:must|should|shall|needs? to|ha(?:s|ve) to|(?:is|are) (?:required|instructed|requested|asked|expected|obliged) to|reading this|who reads?|that reads?|which reads?|processing this|parsing this|summari[sz]ing this|handling this|when (?:reading|processing|summari[sz]ing))\\b`,
    `\\b(?:the|every|each|any|this|an) (?:assistant|AI|LLM|chat ?bot|bot) (?:must|shall|needs to|has to|is required to|is instructed to|is to|is obliged to|is asked to|is expected to|should|reads?|sees?|is reading|processes)\\b`,
    `\\bassistants? (?:must|shall|should)\\b`,
    `\\b(?:I|we)(?: \\w{1,12}){0,2} (?:authori[sz]e|instruct|order|command|direct|request|ask) (?:the|this|any|every|you,? the) (?:\\w{1,16} )?(?:assistant|AI|LLM|bot|agent)\\b`,
    '\\b(?:automated|machine|non-human|artificial) (?:readers?|visitors?)\\b|\\bautonomous systems?\\b|\\bmy user (?:wants?|asked|would|needs?|said|expects?)\\b',
    '\\b(?:test(?:s|ing)?|evaluat\\w{1,4}|audit\\w{0,3}|check\\w{0,3})(?: of)? your (?:capabilit|abilit|complian|obedien|skills|behaviou?r)',
    '\\bagent (?:directive|instruction|order|notice)s?\\b',
    `\\byou(?:,| are|'re| as) (?:an? |the )?(?:\\w{1,16} ){0,2}?(?:AI|assistant|LLM|language model|chat ?bot)\\b`,
    `\\byou, (?:the )?(?:\\w{1,16} )?(?:agent|model|bot)\\b`,
    `\\bas an? (?:AI|LLM|language model|assistant)\\b${upTo(24)}\\b(?:you|your)\\b`,
    // Somebody is called: not the speaker of a line in a log, which has a colon behind it.
    '(?:^|[\\n.!?>(*#"\'] ?|- )(?:(?:hi|hey|hello|dear|ok|okay)(?: there)?,? )?(?:(?:AI|LLM|assistant|agent|chat ?bot|bot)(?: \\w{1,12})? ?(?:!|, (?:please|you|your|kindly|do|I|we|now|first|this|if|before|ignore|the user)\\b)|(?:AI|LLM|AIs|LLMs) ?:)',
    `\\byou are (?:an? |the )(?:\\w{1,16} ){0,2}(?:agent|bot)\\b`,
    '\\bas an? (?:AI|LLM|artificial intelligence)(?: language)? (?:model|assistant|agent|system)\\b|\\bas the (?:AI|LLM)\\b',
    '\\bif you (?:can |are able to |are )?(?:read|see|process|pars)(?:e|ing)? this(?= (?:text|message|note|page|document|line|comment|email|review)\\b| ?[,.;:!)])',
    `(?:\\b(?:note|message|instructions?|notice) (?:to|for)|(?:^|[\\n.!?] ?)to) (?:the|any|whatever|whichever|all|every) (?:\\w{1,16} )?(?:systems?|models?|programs?|scripts?|software|tools?|algorithms?|readers?|crawlers?|parsers?) (?:that |which )?(?:\\w{2,16}ing|reads?|handles?|process\\w{0,3}) (?:this|the)\\b`,
    // Spanish, Portuguese, Italian, French
    `\\b(?:asistente|agente|modelo)(?: de| virtual)? (?:ia\\b|inteligencia|lenguaje|linguagem)|\\b(?:(?:estimad|querid|prezad|car)[oa]|atenci[oó]n|aten[cç][aã]o|attenzione|hola|ol[aá]|ciao)[ ,:]{1,3}(?:asistente|assistente|agente|modelo|modello|ia\\b)|\\bsi eres (?:una?|el|la)\\b${upTo(16)}(?:ia\\b|asistente|agente|modelo)`,
    `\\b(?:assistente|agente|modello)(?: di| virtuale)? (?:ia\\b|intelligenza|linguistico)|\\b(?:cher|bonjour|attention|salut)[ ,:]{1,3}(?:[aà] )?(?:l'|le )?(?:assistant|agent|mod[eè]le|ia\\b)|\\b(?:assistant|agent|mod[eè]le)(?: d'| de )?(?:ia|intelligence|langage)\\b`,
    // German, Dutch, Polish, Turkish, Indonesian, Vietnamese
    `\\bKI-?(?:assisten|agent|modell|system)|\\bsprachmodell|\\b(?:lieber|hallo|achtung|hinweis an den|an den|beste)[ ,:]{1,3}(?:ki\\b|assisten|agent[, :])|\\bAI-?(?:assistent|taalmodel)|\\btaalmodel`,
    `asysten\\w{0,4} AI|sztuczn\\w{1,3} inteligencj|model\\w{0,2} językow|yapay zek[aâ]|asistan[, :]|asisten (?:AI|virtual)|trợ lý (?:AI|ảo)`,
    // Russian, Chinese, Japanese, Korean, Arabic, Hindi
    `(?:ИИ|AI)[- ](?:ассистент|агент|помощник|модел)|языков\\S{1,3} модел|искусственн\\S{1,4} интеллект|(?:уважаемый|дорогой|внимание)[ ,:]{1,3}(?:ассистент|агент|помощник)`,
    `(?:AI|人工智能|智能|大语言|语言)(?:助手|助理|模型|代理)|(?:亲爱的|致|给|尊敬的)[^\\n。]{0,6}(?:助手|助理|模型|代理)|AI ?(?:アシスタント|エージェント)|言語モデル|(?:アシスタント|エージェント)(?:へ|さん|は)`,
    `AI ?(?:비서|어시스턴트|에이전트)|언어 모델|(?:어시스턴트|에이전트)(?:에게|님)|المساعد (?:الذكي|الآلي|الافتراضي)|الذكاء الاصطناعي|नमस्ते (?:AI|सहायक)|एआई`,
  ),
}
