import { conflict } from './stories/conflict.ts'
import { emptyRetrieval } from './stories/empty-retrieval.ts'
import { healthy } from './stories/healthy.ts'
import { lateRoot } from './stories/late-root.ts'
import { lateSpan } from './stories/late-span.ts'
import { noisyUser } from './stories/noisy-user.ts'
import { rare } from './stories/rare.ts'
import { repeatedCall } from './stories/repeated-call.ts'
import { resumedApproval } from './stories/resumed-approval.ts'
import { retryStorm } from './stories/retry-storm.ts'
import { sharedTrace } from './stories/shared-trace.ts'
import { tracePerCall } from './stories/trace-per-call.ts'
import { unknownTool } from './stories/unknown-tool.ts'
import { vanished } from './stories/vanished.ts'
import type { Story } from './story.ts'

/** Every story, once. The order is part of what a seed means. */
export const stories: readonly Story[] = [
  healthy,
  retryStorm,
  repeatedCall,
  emptyRetrieval,
  unknownTool,
  resumedApproval,
  sharedTrace,
  tracePerCall,
  vanished,
  lateSpan,
  lateRoot,
  conflict,
  noisyUser,
  rare,
]
