/**
 * What a request was answered. `refused`: nothing was promised and the sender comes again (a lost connection, no answer in
 * time, 429, 503, UNAVAILABLE). `denied`: final, the sender may not come again with it.
 */
export type Answer =
  | { readonly kind: 'acknowledged'; readonly rejected: number }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'denied'; readonly why: string }

/** The service answers within 5 s by its own rules; a connection may be cut off without a word. */
export const answerMs = 7_000
