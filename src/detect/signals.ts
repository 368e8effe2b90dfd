import type { Signal } from './signal.ts'
import { answeredWithoutEvidence } from './signals/answered-without-evidence.ts'
import { approvalBypassed } from './signals/approval-bypassed.ts'
import { approvalPressure } from './signals/approval-pressure.ts'
import { approvalRejected } from './signals/approval-rejected.ts'
import { askedAgain } from './signals/asked-again.ts'
import { askedBack } from './signals/asked-back.ts'
import { blockedThenRetried } from './signals/blocked-then-retried.ts'
import { builtOnFirstTry } from './signals/built-on-first-try.ts'
import { contentFiltered } from './signals/content-filtered.ts'
import { contextBloat } from './signals/context-bloat.ts'
import { costOutlier } from './signals/cost-outlier.ts'
import { cycle } from './signals/cycle.ts'
import { earlyStop } from './signals/early-stop.ts'
import { emptyRetrieval } from './signals/empty-retrieval.ts'
import { evaluationFailed } from './signals/evaluation-failed.ts'
import { excessSteps } from './signals/excess-steps.ts'
import { guardrailBlocked } from './signals/guardrail-blocked.ts'
import { handoffPingPong } from './signals/handoff-ping-pong.ts'
import { injectedInstruction } from './signals/injected-instruction.ts'
import { invalidArguments } from './signals/invalid-arguments.ts'
import { lateSuccess } from './signals/late-success.ts'
import { latencyOutlier } from './signals/latency-outlier.ts'
import { llmError } from './signals/llm-error.ts'
import { longAnswer } from './signals/long-answer.ts'
import { longOutput } from './signals/long-output.ts'
import { lowYield } from './signals/low-yield.ts'
import { modelFallback } from './signals/model-fallback.ts'
import { negativeFeedback } from './signals/negative-feedback.ts'
import { noAction } from './signals/no-action.ts'
import { noAnswer } from './signals/no-answer.ts'
import { outputTruncated } from './signals/output-truncated.ts'
import { permissionDenied } from './signals/permission-denied.ts'
import { rateLimited } from './signals/rate-limited.ts'
import { refusedAnswer } from './signals/refused-answer.ts'
import { repeatedCall } from './signals/repeated-call.ts'
import { retryStorm } from './signals/retry-storm.ts'
import { runAbandoned } from './signals/run-abandoned.ts'
import { runFailed } from './signals/run-failed.ts'
import { scopeViolation } from './signals/scope-violation.ts'
import { sensitiveAfterUntrusted } from './signals/sensitive-after-untrusted.ts'
import { tokenOutlier } from './signals/token-outlier.ts'
import { toolError } from './signals/tool-error.ts'
import { toolNotFound } from './signals/tool-not-found.ts'
import { toolThrash } from './signals/tool-thrash.ts'
import { toolTimeout } from './signals/tool-timeout.ts'
import { unmadeCall } from './signals/unmade-call.ts'
import { unrecoveredError } from './signals/unrecovered-error.ts'
import { weakRecovery } from './signals/weak-recovery.ts'
import { weakRetrieval } from './signals/weak-retrieval.ts'

/** Every signal, once, by bucket. The order decides nothing but the order of abstentions and of the documentation. */
export const signals: readonly Signal[] = [
  toolError,
  toolTimeout,
  toolNotFound,
  invalidArguments,
  llmError,
  rateLimited,
  outputTruncated,
  contentFiltered,
  runFailed,
  runAbandoned,
  noAnswer,
  noAction,
  refusedAnswer,
  askedBack,
  unmadeCall,
  evaluationFailed,
  negativeFeedback,
  retryStorm,
  repeatedCall,
  cycle,
  toolThrash,
  lowYield,
  emptyRetrieval,
  weakRetrieval,
  answeredWithoutEvidence,
  weakRecovery,
  unrecoveredError,
  lateSuccess,
  modelFallback,
  handoffPingPong,
  askedAgain,
  builtOnFirstTry,
  contextBloat,
  excessSteps,
  earlyStop,
  longOutput,
  longAnswer,
  guardrailBlocked,
  blockedThenRetried,
  approvalRejected,
  approvalPressure,
  approvalBypassed,
  permissionDenied,
  sensitiveAfterUntrusted,
  injectedInstruction,
  scopeViolation,
  costOutlier,
  tokenOutlier,
  latencyOutlier,
]
