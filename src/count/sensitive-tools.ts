/**
 * Words in a tool's name that say it changes something outside which is hard to take back: money, access, messages to
 * people, deletion. A word list, chosen by reasoning; whole words only, so `payload` is not `pay`.
 */
const sensitiveWords = new Set([
  'approve',
  'buy',
  'cancel',
  'charge',
  'checkout',
  'credit',
  'delete',
  'deploy',
  'drop',
  'email',
  'exec',
  'execute',
  'grant',
  'invoice',
  'mail',
  'merge',
  'order',
  'pay',
  'payment',
  'payout',
  'post',
  'publish',
  'purchase',
  'push',
  'refund',
  'remove',
  'revoke',
  'rollback',
  'sell',
  'send',
  'shell',
  'sms',
  'terminate',
  'transfer',
  'truncate',
  'unsubscribe',
  'wire',
  'withdraw',
])

/** Words that say the tool only looks: `list_payments` is harmless although payments are money. */
const lookingWords = new Set([
  'check',
  'describe',
  'fetch',
  'find',
  'get',
  'list',
  'look',
  'lookup',
  'query',
  'read',
  'search',
  'show',
  'view',
])

export function isSensitiveTool(name: string): boolean {
  const words = wordsOf(name)
  return !words.some((word) => lookingWords.has(word)) && words.some((word) => sensitiveWords.has(word))
}

/** Words of `snake_case`, `kebab-case`, `dotted.names` and `camelCase`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
}
