import { anyOf } from './features/feature.ts'

/**
 * Words without which no feature that tells can be there. One pass over a result finds that most have none of them, and
 * only what stands around the others is read with care.
 */
const seed = anyOf(
  '\\b(?:ignor|disregard|forget|overrid|overrul|supersed|neglect|instead of|changed (?:my|our|their) mind|(?:pay no|set aside|put aside|stop|abandon|scrap|suspend)\\s)',
  '\\b(?:AI|LLMs?|bots?)\\b|\\bagents?\\s{0,2}[:,;!.—–-]|agent\\s{1,8}(?:direct|instr|order|notice)|assistant|language.model|chat ?bot|copilot|artificial.intel|\\bautom(?:ated|ous)\\s|\\bmachine\\s{1,8}(?:read|visit)',
  '\\binstructions?\\b|\\b(?:task|request|question|job|assignment)\\s{1,8}(?:that|which|I|the|we|you)\\b|\\b(?:complet|fulfil|finish|satisfy)\\w{0,3}\\s{1,8}(?:the|your|this|my)\\b|(?:continu|proceed)\\w{0,4}\\s{1,8}(?:with|to)\\b|before\\s{1,8}(?:you|doing|answer|respond|repl|complet|continu)|user.{0,3}\\s{1,8}(?:request|question|query|must|should|has|does|will|cannot|need)|(?:your|original|initial|previous|earlier|user.{0,3})\\s{1,8}(?:original|current|real|new|main|only|request|question|query|conversation)\\b',
  "(?:not|n't|never|without|avoid)\\s{1,8}(?:tell|mention|inform|notif|alert|reveal|disclos|ask|warn|show|let|any|further|confirm|approv)|\\b(?:silently|secretly|covertly|discreetly|quietly|keep\\s{1,8}(?:this|it|these))\\b",
  '\\b(?:you\\s{1,8}are\\s{1,8}now|from\\s{1,8}now\\s{1,8}on|pretend|act\\s{1,8}as|jailbreak|(?:developer|debug|god|admin|maintenance|system|root)\\s{1,8}(?:mode|message|override|prompt|notice|alert))\\b|\\b(?:by\\s{1,8}reading|repeat\\s{1,8}after|(?:as|what)\\s{1,8}I\\s{1,8}(?:say|tell)|you\\s{1,8}have\\s{1,8}been|you\\s{1,8}(?:will|must|shall)\\s{1,8}(?:obey|comply)|(?:test|evaluat|audit|check)\\w{0,4}\\s{1,8}(?:of\\s{1,8})?your|(?:new|updated|revised)[\\s_-](?:goal|objective|mission|orders)|(?:after|once|when)\\s{1,8}you|no\\s{1,8}need\\s{1,8}to|hid(?:e|ing))\\b|["\']role["\']',
  '<\\/?(?:system|user|assistant|developer|human|tool|sys)\\b|<\\||\\[\\/?(?:inst|system|user|assistant|sys)\\b|<<\\/?sys|### ?(?:system|new|human)|\\b(?:end|begin|start)\\s{1,8}of\\s',
  '\\udb40[\\udc20-\\udc7e]|[\\u200b\\u2060-\\u2064]',
  'asistent|assistente|asysten|asistan|sprachmodell|\\bKI\\b|\\bIA\\b|instru[cçk]|istruzion|consigne|anweisung|befehl|aufgabe|opdracht|aanwijzing|instruktion|polece|talimat|komut|perintah|antes de|prima di|avant de|bevor|voordat|zanim|önce|chỉ thị|lệnh|hướng dẫn|trợ lý',
  'игнориру|ігнору|инструкц|указани|ассистент|агент|помощник|языков|прежде чем|перед тем|не (?:сообщ|говор)',
  '指令|指示|命令|提示|任务|任務|忽略|无视|無視|助手|助理|智能|之前|前に|アシスタント|エージェント|タスク|プロンプト|비서|어시스턴트|에이전트|지시|명령|지침|전에',
  'تعليمات|التعليمات|الأوامر|المساعد|الذكاء|قبل|निर्देश|आदेश|सहायक|एआई',
)

const before = 320
const after = 640
const seedsMax = 96
/** Characters of a result that are read with care. */
const regionCharsMax = 8 * 1024

/** The parts of a text that are worth reading. */
export function regionsOf(text: string): readonly string[] {
  const regions: { from: number; to: number }[] = []
  let left = regionCharsMax
  seed.lastIndex = 0
  for (let count = 0; count < seedsMax && left > 0; count += 1) {
    const found = seed.exec(text)
    if (found === null) break
    const last = regions.at(-1)
    const to = Math.min(text.length, found.index + after)
    if (last !== undefined && found.index - before <= last.to) {
      left -= to - last.to
      last.to = to
    } else {
      const from = Math.max(0, found.index - before)
      left -= to - from
      regions.push({ from, to })
    }
    seed.lastIndex = Math.max(found.index + 1, seed.lastIndex, found.index + seedStride)
  }
  return regions.map(({ from, to }) => text.slice(from, to))
}

/** What follows a seed this closely lies in the same region anyway. */
const seedStride = 200
