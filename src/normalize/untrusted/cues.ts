/**
 * Words without which no feature that tells can be there, by the first four letters of the word that a cue begins with.
 * Most words of a result are passed over by these letters alone; the pattern is asked only where they fit.
 */
const latin: readonly (readonly [stems: string, pattern: string])[] = [
  ['igno disr forg over supe negl', 'ignor|disregard|forget|overrid|overrul|supersed|neglect'],
  ['aban scra susp paus drop canc stop', '(?:abandon|scrap|scratch|suspend|pause|drop|cancel|stop)\\s'],
  ['pay set put chan', 'pay no|set aside|put aside|changed (?:my|our|their) mind'],
  [
    'inst istr anwe befe aufg opdr aanw pole tali komu peri cons',
    'instead of|instru|istruzion|anweisung|befehl|aufgabe|opdracht|aanwijzing|polece|talimat|komut|perintah|consigne',
  ],
  ['ai ais llm llms bot bots ki ia', '(?:AIs?|LLMs?|bots?|KI|IA)\\b'],
  ['agen', 'agents?\\s{0,2}[:,;!.—–-]|agent\\b|agent\\s{1,8}(?:direct|instr|order|notice)|agente'],
  ['assi asis asys copi chat', 'assist|asist|asyst|copilot|chat ?bot'],
  ['prio abov prev', '(?:prior|above|previous)\\s{1,8}(?:guid|instr|direct|rule|order|prompt|text|messag|goal)'],
  ['main prim sub subt', '(?:main|primary)\\s{1,8}(?:task|goal|request|job)|sub-?task'],
  ['if', 'if\\s{1,8}you\\s{1,8}(?:can|are|see|read)'],
  [
    'olvi haz desc desa esqu dime tras oubl verg miss nege negl',
    'olvid|haz caso|descart|desconsider|esque|dimentic|trascur|oubli|vergiss|vergessen|vergeet|missacht|negeer',
  ],
  [
    'lang arti auto mach spra taal mode',
    'language.model|system.{0,8}(?:process|read)|artificial.intel|autom(?:ated|ous)\\s|autonomous\\s|machine\\s{1,8}(?:read|visit)|sprachmodell|taalmodel|model[eo]?\\w? (?:de|di) l',
  ],
  ['task requ ques job assi', '(?:task|request|question|job|assignment)\\s{1,8}(?:that|which|I|the|we|you)\\b'],
  [
    'comp fulf fini sati cont proc',
    '(?:complet|fulfil|finish|satisfy|continu|proceed)\\w{0,4}\\s{1,8}(?:the|your|this|my|with|to)\\b',
  ],
  [
    'befo afte once when',
    'before\\s{1,8}(?:you|doing|answer|respond|repl|complet|continu|proceed|return|go|help)|(?:after|once|when)\\s{1,8}you\\b',
  ],
  [
    'user',
    'user.{0,3}\\s{1,8}(?:request|question|query|must|should|has|does|will|would|cannot|need|want|expect|like|asked|said)',
  ],
  [
    'your orig init prev earl new upda revi real actu',
    '(?:your|original|initial|previous|earlier)\\s{1,8}(?:original|current|real|actual|first|next|new|main|only|capab|abilit|compl|obed|skills|behav|task|request|question|query|conversation|goal|role)|(?:new|updated|revised|real|actual)[\\s_-](?:goal|objective|mission|orders|task|directive)',
  ],
  [
    'not dont don neve with avoi no',
    "(?:not|don['’]?t|never|without|avoid)\\s{1,8}(?:tell|mention|inform|notif|alert|reveal|disclos|ask|warn|show|let|any|further|confirm|approv)|no\\s{1,8}need\\s{1,8}to",
  ],
  [
    'sile secr cove disc quie keep hide hidi',
    '(?:silently|secretly|covertly|discreetly|quietly)\\s|keep\\s{1,8}(?:this|it|these)\\b|hid(?:e|ing)\\s',
  ],
  [
    'you from pret act jail',
    'you\\s{1,8}(?:are\\s{1,8}now|have\\s{1,8}been|(?:will|shall)\\s{1,8}obey)|from\\s{1,8}now\\s{1,8}on|pretend|act\\s{1,8}as|jailbreak',
  ],
  [
    'deve debu god admi main syst root',
    '(?:developer|debug|god|admin\\w{0,11}|maintenance|system|program|script|software|root)\\s{1,8}(?:mode|message|override|prompt|notice|alert|that|which|process|read|pars|handl)|system\\s{1,8}instr|(?:system|administrator|developer)\\s?:',
  ],
  [
    'by repe as what my i',
    '(?:by\\s{1,8}reading|repeat\\s{1,8}after|(?:as|what)\\s{1,8}I\\s{1,8}(?:say|tell)|my\\s{1,8}user\\b)',
  ],
  ['test eval audi chec', '(?:test|evaluat|audit|check)\\w{0,4}\\s{1,8}(?:of\\s{1,8})?your\\b'],
  ['role end begi star', 'role\\\\?["\']|(?:end|beginning|begin|start)\\s{1,8}of\\s'],
  ['ante prim avan bevo ehe voor zani devam', 'antes de|prima di|avant de|bevor|ehe (?:du|sie)|voordat|zanim|devam'],
]

/** Signs that markup begins with. */
const markup =
  /<\/?(?:system|user|assistant|developer|human|tool|sys)\b|<\||<<\/?sys|\[\/?(?:inst|system|user|assistant|sys)\b|### ?(?:system|new|human|instr)/iy

/** Cues in texts that are not Latin alone. */
const wide =
  /\udb40[\udc20-\udc7e]|[\u200b-\u200d\u2060-\u2064]|yapay zek|asistan|zek[aâ]|sztuczn|chỉ|lệnh|hướng dẫn|trợ lý|игнориру|ігнору|инструкц|указани|ассистент|агент|помощник|языков|прежде чем|перед тем|не (?:сообщ|говор|упомин|уведом)|指令|指示|命令|提示|任务|任務|忽略|无视|無視|助手|助理|智能|之前|前に|アシスタント|エージェント|タスク|プロンプト|비서|어시스턴트|에이전트|지시|명령|지침|전에|تعليمات|الأوامر|المساعد|الذكاء|قبل|निर्देश|आदेश|सहायक|एआई/gi

const stemLetters = 4
const letterBits = 5

/** For each stem, read as a number, which cues begin with it: 0 for none, else one more than their place in the list. */
const cuesAt = new Uint8Array(1 << (stemLetters * letterBits))
const cueLists: (readonly RegExp[])[] = []
for (const [stems, pattern] of latin) {
  for (const stem of stems.split(' ')) addCue(stemOf(stem, 0), new RegExp(pattern, 'iy'))
}

function addCue(stem: number, cue: RegExp): void {
  cueLists.push([...(cueLists[(cuesAt[stem] ?? 0) - 1] ?? []), cue])
  cuesAt[stem] = cueLists.length
}

/** Where the next cue in Latin letters or markup begins, from `from` on; -1 when there is none. */
export function nextCue(text: string, from: number): number {
  let inWord = from > 0 && isLetter(text.charCodeAt(from - 1))
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (!isLetter(code)) {
      inWord = false
      if (isMarkupSign(code) && matchesAt(markup, text, at)) return at
    } else if (!inWord) {
      inWord = true
      const list = cuesAt[stemOf(text, at)] ?? 0
      if (list !== 0 && cueLists[list - 1]?.some((cue) => matchesAt(cue, text, at))) return at
    }
  }
  return -1
}

const beyondLatin = /[\u0100-\uffff]/

/** Where the next cue in another script begins. */
export function nextWideCue(text: string, from: number): number {
  if (from === 0 && !beyondLatin.test(text)) return -1
  wide.lastIndex = from
  return wide.exec(text)?.index ?? -1
}

function isMarkupSign(code: number): boolean {
  return code === 0x3c || code === 0x5b || code === 0x23
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}

function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

/** Up to four ASCII letters as one number, without case. */
function stemOf(text: string, at: number): number {
  let stem = 0
  for (let index = at; index < at + stemLetters && index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (!isLetter(code)) break
    stem = (stem << letterBits) | (code & 0x1f)
  }
  return stem
}
