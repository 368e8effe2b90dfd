import type { Fingerprint } from '../span/fingerprint.ts'
import type { ErrorFact, ResultFact } from '../span/span-fact.ts'
import type { StepOutcome } from '../span/step-kind.ts'
import { canonicalJson } from './canonical-json.ts'
import { type Data, isRedacted } from './data.ts'
import { errorFact } from './error-fact.ts'
import { resultShape } from './result-shape.ts'
import { judgeResult, type UnwrappedResult, unwrapResult } from './tool-result.ts'
import { instructionFact } from './untrusted/instruction-fact.ts'

/** What a tool's result tells before it is dropped. */
export interface ResultReading {
  readonly unwrapped: UnwrappedResult
  readonly fact: ResultFact
  readonly outcome: StepOutcome
  /** e.g. `result:isError`. */
  readonly outcomeFrom: string
  readonly error: ErrorFact | null
}

/** Null when the result was not captured: `undefined`, or a mark that something was redacted. */
export function readResult(data: Data | undefined, fingerprint: Fingerprint): ResultReading | null {
  if (data === undefined || (typeof data === 'string' && isRedacted(data))) return null
  const unwrapped = unwrapResult(data)
  const verdict = judgeResult(unwrapped)
  const error = verdict.outcome === 'ok' ? null : errorFact(null, verdict.text)
  const rejected = verdict.outcome === 'rejected' || error?.class === 'approval_rejected'
  const waiting = verdict.outcome === 'error' && error?.class === 'interrupted'
  return {
    unwrapped,
    fact: resultFact(unwrapped.value, fingerprint),
    outcome: rejected ? 'rejected' : waiting ? 'waiting' : verdict.outcome,
    outcomeFrom: verdict.from === 'result' ? 'result' : `result:${verdict.from}`,
    error: rejected ? approvalError(error) : waiting ? null : error,
  }
}

function approvalError(error: ErrorFact | null): ErrorFact | null {
  return error === null ? null : { ...error, class: 'approval_rejected' }
}

function resultFact(value: Data, fingerprint: Fingerprint): ResultFact {
  const canonical = canonicalJson(value)
  const chars = typeof value === 'string' ? value.length : canonical.length
  const instruction = instructionFact(value, fingerprint)
  return {
    fp: fingerprint(canonical),
    chars,
    ...resultShape(value),
    ...(instruction === null ? {} : { instruction }),
  }
}
