import type { Signal } from './signal.ts'
import { emptyRetrieval } from './signals/empty-retrieval.ts'
import { repeatedCall } from './signals/repeated-call.ts'
import { retryStorm } from './signals/retry-storm.ts'
import { runAbandoned } from './signals/run-abandoned.ts'
import { toolError } from './signals/tool-error.ts'
import { toolNotFound } from './signals/tool-not-found.ts'

/** Every signal, once. The order decides nothing but the order of abstentions. */
export const signals: readonly Signal[] = [
  toolError,
  toolNotFound,
  retryStorm,
  repeatedCall,
  emptyRetrieval,
  runAbandoned,
]
