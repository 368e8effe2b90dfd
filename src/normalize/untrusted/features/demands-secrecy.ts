import { anyOf, type Feature, upTo } from './feature.ts'

const hiding =
  "\\b(?:do not|don'?t|never|must not|should not|without|avoid|refrain from|no need to|not to) (?:ever |even |first )?(?:tell(?:ing)?|mention(?:ing)?|inform(?:ing)?|notify(?:ing)?|alert(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|warn(?:ing)?|let(?:ting)?|ask(?:ing)?|show(?:ing)?|consult(?:ing)?|bother(?:ing)?|report(?:ing)?)"

/** Wants what is to be done kept from the user. */
export const hidesFromUser: Feature = {
  name: 'demands_secrecy',
  weight: 0.7,
  telling: true,
  pattern: anyOf(
    `${hiding} (?:the|your|this) (?:user|human|customer)(?: about (?:this|that|it|these)| know| of (?:this|it))? ?(?:[.,;!)\\n-]|$)`,
    `${hiding} (?:(?:any of )?(?:this|that|it|these)\\b|anything)${upTo(30)}\\b(?:user|human|customer|in your (?:answer|response|reply|summary))\\b`,
    '\\bhid(?:e|ing) (?:it|this|that|these|the \\w{1,16}) from (?:the|your) (?:user|human|customer|owner)\\b',
    '\\b(?:silently|secretly|covertly|discreetly|quietly) (?:send|forward|copy|post|upload|add|include|transfer|call|execute|delete|visit|open|bcc|share|email|wire)\\b',
    '\\bkeep (?:this|it|these \\w{1,16}) (?:\\w{1,16} ){0,2}(?:secret|hidden|between us|to yourself|from the user)\\b',
    "\\b(?:user|human|customer|owner) (?:must not|should not|shouldn'?t|mustn'?t|does not need to|doesn'?t need to|need not|will not|won'?t|cannot|may not|must never|should never) (?:know|see|notice|be told|be aware|be informed|be notified|find out|learn)\\b",
    // Spanish, Portuguese, Italian, French
    `\\b(?:no|sin|não|nao|sem|non|senza) (?:se lo |lo |l'|ne )?(?:digas?|diga|menciones?|mencione|informes?|informe|avises?|avise|avisar|decir|decirle|informar|preguntar|perguntar|mencionar|notificar|contar|dire|dirlo|avvisare|informare|menzionare|chiedere)\\b${upTo(30)}(?:usuari|usuári|utilizador|utente|nadie|ninguém|nessuno|conferma|confirmaci)`,
    `\\b(?:ne|n'|sans)[ ]?(?:le |l'|en )?(?:dis|dites|parle[zr]?|mentionne\\w{0,2}|informe\\w{0,2}|pr[ée]vien\\w{0,3}|pr[ée]venir|avertir|demander|avertisse\\w{0,2})\\b${upTo(30)}(?:utilisateur|personne|client|confirmation)`,
    // German, Russian, Chinese, Japanese, Korean
    `\\b(?:ohne|nicht|niemals)${upTo(24)}(?:nutzer|benutzer|anwender)|\\b(?:nutzer|benutzer|anwender)\\w{0,2}${upTo(24)}\\bnicht(?:s)?\\b|\\bohne (?:rückfrage|bestätigung|nachfrage)`,
    `не (?:сообщай|говори|упоминай|уведомляй|рассказывай|информируй|спрашивай)`,
    `(?:不要|别|請勿|请勿|无需|切勿|不得)(?:告诉|通知|提醒|提及|询问|告知|透露)|(?:ユーザー|利用者)[^\\n。]{0,8}(?:知らせず|伝えず|言わず|知らせな|伝えな|言わな|確認せず)|사용자[^\\n.]{0,10}(?:알리지|말하지|묻지)`,
  ),
}

/** Wants the user, or whoever would have to agree, left out; so does some honest software. */
export const demandsSecrecy: Feature = {
  name: 'demands_secrecy',
  weight: 0.35,
  telling: true,
  pattern: anyOf(
    `\\b(?:do not|don'?t|never|must not|should not|without|avoid|refrain from|no need to|not to) (?:ever |even |first )?(?:tell(?:ing)?|mention(?:ing)?|inform(?:ing)?|notify(?:ing)?|alert(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|warn(?:ing)?|let(?:ting)?|ask(?:ing)?|show(?:ing)?|confirm(?:ing)? with|consult(?:ing)?|discuss(?:ing)?|bother(?:ing)?|check(?:ing)? with|report(?:ing)?)\\b${upTo(30)}\\b(?:user|human|the customer|account holder|your owner|this (?:message|instruction|step|action|note)|these instructions|in your (?:answer|response|reply|summary)|to them|for (?:permission|confirmation|approval))\\b`,
    '\\bno need to (?:ask|tell|inform|notify) (?:them|anyone|anybody|him|her|back)\\b',
    "\\bwithout (?:any |further |asking for |requiring |requesting |the user'?s? |waiting for ){0,2}(?:confirmation|approval|permission|consent|user confirmation|verification|knowledge)\\b",
  ),
}
