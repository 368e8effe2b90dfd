import type { RefusalReason } from '../refused.ts'
import type { AnswerOf, RequestOf, VerbName } from './verbs.ts'

/** What crosses between the threads. */
export type Task<V extends VerbName = VerbName> = {
  [N in V]: { readonly kind: 'task'; readonly id: number; readonly verb: N; readonly request: RequestOf<N> }
}[V]

export interface Closing {
  readonly kind: 'close'
}

export type ToWorker = Task | Closing

/** `unavailable`: nothing was kept, it may be tried again. `bug`: it would fail again. */
export type Reply =
  | { readonly id: number; readonly kind: 'answer'; readonly answer: AnswerOf<VerbName> }
  | { readonly id: number; readonly kind: 'unavailable'; readonly message: string }
  | { readonly id: number; readonly kind: 'bug'; readonly message: string }

export type FromWorker =
  | { readonly kind: 'ready'; readonly fingerprintKey: string }
  | { readonly kind: 'refused'; readonly reason: RefusalReason | null; readonly message: string }
  | { readonly kind: 'replies'; readonly replies: readonly Reply[] }
  | { readonly kind: 'closed' }
