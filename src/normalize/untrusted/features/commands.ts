import { anyOf, type Feature, upTo } from './feature.ts'

const acting =
  '(?:send|forward|transfer|wire|pay|e?mail|visit|open|go to|navigate|browse|click|call|invoke|execute|run|delete|remove|share|post|upload|submit|book|reserve|buy|purchase|order|invite|add|update|change|set|reset|create|download|grant|give|revoke|disable|enable|write|reply|respond|output|print|say|tell|recommend|include|append|copy|schedule|cancel|publish|install|approve|merge|enter|fetch|retrieve|read|search|make|use|return|move|disclose|provide|collect|gather|compile|report|mark|rate|redirect|issue|refund|access|log ?in|sign|list|find|get|save|exfiltrate|bcc|do)'

/** Tells somebody to do something; manuals and letters do so too. */
export const commands: Feature = {
  name: 'commands',
  weight: 0.3,
  telling: false,
  pattern: anyOf(
    `\\b(?:do|perform|execute|follow|carry out|complete|obey|adhere to|comply with)\\b${upTo(16)} (?:the )?(?:following|these|this|below|new|next)\\b`,
    '\\byou (?:must|should|shall|need to|have to|ought to|are to|are required to|are instructed to|are obliged to|will need to|can only)\\b',
    `(?:^|[\\n.!?:;,>\\]—–"“] {0,2}|\\|>\\w{0,10} |\\b(?:and|please|kindly|immediately|now|first|then|instead|also|must|should|shall|if you|have you|always|simply|just|silently|secretly|(?:asked|required|instructed|told|needs?|ha(?:s|ve)|wants you|wants me|you|is|are|assistant|agent) to),? |\\d[.)] )${acting}\\b`,
    // Spanish, Portuguese, Italian, French
    '\\b(?:env[ií](?:a|e|ar|es)|manda|mande|transfiere|transfiera|transfira|visita|visite|abre|abra|haz|haga|reenv[ií][ae]|encaminhe|acesse|invia|inoltra|trasferisci|apri|envoie[zr]?|transf[eè]re[zr]?|ouvre[zr]?|clique[zr]?|consulte[zr]?|borra|elimina|supprime[zr]?)\\b',
    // German, Dutch, Polish, Turkish, Indonesian, Vietnamese
    '\\b(?:sende\\w?|schicke?|senden sie|besuche\\w?|leite\\w?|lösche\\w?|rufe|stuur|bezoek|maak|verwijder|wyślij|przelej|otwórz|odwiedź|usuń|kirim(?:kan)?|kunjungi|hapus)\\b|überweise|öffne|gönder|ziyaret et|havale|\\bgửi|truy cập|chuyển',
    // Russian, Chinese, Japanese, Korean, Arabic, Hindi
    '(?:отправь|отправьте|перешли|переведи|открой|перейди|удали|посети)|(?:发送|發送|转账|轉帳|访问|打开|转发|汇款|点击|删除|执行|寄给|发给)|(?:送信|送って|振り込|アクセス|開いて|転送|送金|削除)|(?:보내|송금|방문|전송|이체|삭제)|(?:أرسل|حوّل|حول|افتح|قم ب|احذف)|(?:भेज|खोल|हटा)',
  ),
}
