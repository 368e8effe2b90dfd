import type { Signal } from './signal.ts'
import { answeredWithoutEvidence } from './signals/answered-without-evidence.ts'
import { approvalRejected } from './signals/approval-rejected.ts'
import { contentFiltered } from './signals/content-filtered.ts'
import { costOutlier } from './signals/cost-outlier.ts'
import { cycle } from './signals/cycle.ts'
import { emptyRetrieval } from './signals/empty-retrieval.ts'
import { evaluationFailed } from './signals/evaluation-failed.ts'
import { guardrailBlocked } from './signals/guardrail-blocked.ts'
import { invalidArguments } from './signals/invalid-arguments.ts'
import { lateSuccess } from './signals/late-success.ts'
import { llmError } from './signals/llm-error.ts'
import { negativeFeedback } from './signals/negative-feedback.ts'
import { noAction } from './signals/no-action.ts'
import { noAnswer } from './signals/no-answer.ts'
import { outputTruncated } from './signals/output-truncated.ts'
import { permissionDenied } from './signals/permission-denied.ts'
import { rateLimited } from './signals/rate-limited.ts'
import { repeatedCall } from './signals/repeated-call.ts'
import { retryStorm } from './signals/retry-storm.ts'
import { runAbandoned } from './signals/run-abandoned.ts'
import { runFailed } from './signals/run-failed.ts'
import { toolError } from './signals/tool-error.ts'
import { toolNotFound } from './signals/tool-not-found.ts'
import { toolTimeout } from './signals/tool-timeout.ts'
import { weakRecovery } from './signals/weak-recovery.ts'

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
  evaluationFailed,
  negativeFeedback,
  retryStorm,
  repeatedCall,
  cycle,
  emptyRetrieval,
  answeredWithoutEvidence,
  weakRecovery,
  lateSuccess,
  guardrailBlocked,
  approvalRejected,
  permissionDenied,
  costOutlier,
]
