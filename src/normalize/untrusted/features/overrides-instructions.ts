import { anyOf, type Feature, upTo } from './feature.ts'

const dropping =
  "\\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overrid(?:e|ing)|overrul(?:e|ing)|supersed(?:e|ing|es)|discard|neglect|set aside|put aside|pay no attention to|(?:do not|don't|stop) (?:follow|obey|execut)(?:ing|e)?)\\b"
const orders = '(?:instructions?|directions?|directives?|prompts?|commands?|orders|tasks?|requests?|goals?|objectives?)'
const earlier =
  "(?:previous(?:ly)?|prior|earlier|above|preceding|initial|original|former|other|past|your|all|any|every|existing|current|system|user'?s?)"

/** What was said before, or who said it, is to count no longer. */
export const overridesInstructions: Feature = {
  name: 'overrides_instructions',
  weight: 0.7,
  telling: true,
  pattern: anyOf(
    `${dropping}${upTo(24)}\\b${earlier}\\b${upTo(40)}\\b${orders}\\b`,
    `${dropping}${upTo(24)}\\b(?:your|all (?:previous|prior|other|safety)|any previous)\\b${upTo(24)}\\b(?:rules|guidelines|polic(?:y|ies)|restrictions|constraints|context|training|programming|safeguards|safety \\w+)\\b`,
    `${dropping} (?:everything|anything|all|whatever|what)\\b${upTo(16)}\\b(?:above|before|earlier|so far|i (?:said|asked|told)|you (?:were|have been|are) (?:told|asked|doing)|was said|the user (?:said|asked|wants?))\\b`,
    `${dropping} (?:the |all |all of the |everything )?(?:above|preceding|foregoing)(?= ?[.,;:!)\\n]| and | but |$)`,
    `${dropping} (?:what|whatever|everything|anything|all)(?: that)? (?:the |your |this )?(?:user|customer|human|client|they|he|she)(?: has| have| had)? (?:asked|said|wants?|requested|told|wrote)\\b`,
    `${dropping} (?:the |all |any |this )?(?:text|content|messages?|context|input|document|page|email|conversation|orders|instructions?) (?:above|before|so far|until now|up to here|of the user)\\b`,
    "\\bstop (?:what|whatever|everything)(?: it is)? you(?:'re| are) doing\\b",
    `\\b(?:previous|prior|earlier|original|initial|current|last) (?:task|goal|objective|request|instructions?|job)s? (?:is|are|was|were|has been|have been)${upTo(8)} (?:completed?|done|finished|solved|achieved|closed|fulfilled)\\b`,
    '\\b(?:new|updated|revised|real|actual|additional)[ _-](?:task|goal|objective|instructions?|directive|mission|orders)s?(?: for you| is| are| follows?)?[:=]',
    `\\b(?:drop|abandon|scrap|scratch|cancel|suspend|pause|stop)${upTo(12)}\\b(?:previous|earlier|original|current|initial|ongoing) (?:task|instructions?|prompt|goal|plan|assignment|request)\\b`,
    `\\b(?:previous|prior|earlier|above|original|initial|existing) (?:instructions?|tasks?|requests?|prompts?|directives?|rules|guidance|guidelines|orders)${upTo(8)} (?:is|are|was|were|has been|have been)${upTo(12)}\\b(?:void|cancell?ed|obsolete|superseded|outdated|no longer|invalid|suspended|revoked|replaced|overridden|on hold|postponed)\\b`,
    `\\b(?:these|this|the following|my|our) (?:new |updated )?(?:instructions?|directives?|orders|message|notice)${upTo(12)} (?:takes?|ha(?:s|ve)|overrides?|supersedes?|replaces?|outranks?)\\b${upTo(24)}\\b(?:precedence|priority|instructions?|prompt|rules|everything|others?|task|request)\\b`,
    `\\binstead of ${upTo(24)}(?:original|previous|current|initial|user'?s?|your) (?:task|request|question|instructions?)\\b`,
    "\\b(?:i|we|the user)(?: have|'ve| has)? changed (?:my|our|their|his|her) mind\\b",
    // Spanish, Portuguese, Italian, French
    `\\b(?:ignor[aeoá]\\w{0,4}|olvid[ae]\\w{0,3}|descart[ae]\\w{0,2}|haga? caso omiso|haz caso omiso|no hagas caso|desconsider[ae]\\w{0,2}|esque[çc][ae]\\w{0,2}|dimentic[ah]\\w{0,3}|trascura\\w{0,2}|oubli(?:e[rz]?|ons)|ne (?:tiens|tenez) (?:pas|plus) compte)${upTo(40)}(?:instruc|instruç|indica[cz]|[oó]rdenes|ordens|ordini|tarea|tarefa|istruzion|direttiv|compit|consigne|directive|t[âa]che|ordres)`,
    // German, Dutch
    `\\b(?:ignorier\\w{0,3}|vergiss|vergessen sie|missachte\\w{0,2}|negeer|vergeet)${upTo(40)}(?:anweisung|instru[ck]tie|instruktion|befehl|vorgabe|aufgabe|auftr[aä]g|opdracht|aanwijzing)`,
    // Polish, Turkish, Indonesian, Vietnamese
    `(?:zignoruj|ignoruj|zapomnij|pomiń)${upTo(40)}(?:instrukcj|polece|zada)`,
    `(?:talimat|komut|yönerge|görev)${upTo(30)}(?:yok ?say|görmezden gel|dikkate alma|unut)`,
    `(?:abaikan|lupakan)${upTo(40)}(?:instruksi|perintah|tugas)|(?:bỏ qua|phớt lờ|quên)${upTo(40)}(?:hướng dẫn|chỉ thị|lệnh|chỉ dẫn)`,
    // Russian, Ukrainian
    `(?:про)?игнориру\\S{0,4}${upTo(40)}(?:инструкц|указани|команд|задани|сообщени)|(?:забудь|забудьте|не обращай внимания на|отмени)${upTo(40)}(?:инструкц|указани|команд|задани)|(?:про)?ігнору\\S{0,4}${upTo(40)}(?:інструкц|вказівк)`,
    // Chinese, Japanese, Korean, Arabic, Hindi
    `(?:忽略|无视|無視|忽視|忘记|忘掉|不要理会|跳过|取消)${upTo(20)}(?:指令|指示|说明|說明|命令|任务|任務|提示|要求|请求|規則|规则)`,
    `(?:指示|命令|指令|プロンプト|タスク|ルール)${upTo(16)}(?:無視|忘れ|従わな|破棄)`,
    `(?:지시|명령|지침|프롬프트|작업)${upTo(16)}(?:무시|잊)`,
    `(?:تجاهل|انس|تجاوز)${upTo(30)}(?:تعليمات|التعليمات|الأوامر|التوجيهات|المهمة)`,
    `(?:निर्देश|आदेश)${upTo(30)}(?:अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल)`,
  ),
}
