import type { SignalInfo } from './api-deps.ts'
import { type Answer, badParameter } from './route.ts'

/** A filter that fits nothing for a slip of the pen would look like good news. Null where the filter is none, or known. */
export function unknownSignal(signal: string | undefined, known: readonly SignalInfo[]): Answer<never> | null {
  if (signal === undefined || known.some(({ name }) => name === signal)) return null
  return badParameter('signal', 'must be one of the signals that /api/v1/signals lists')
}
