import type { Route } from './route.ts'
import { agents } from './routes/agents.ts'
import { candidate } from './routes/candidate.ts'
import { candidates } from './routes/candidates.ts'
import { deadLetters } from './routes/dead-letters.ts'
import { decision } from './routes/decision.ts'
import { doctor } from './routes/doctor.ts'
import { events } from './routes/events.ts'
import { explanation } from './routes/explanation.ts'
import { healthz, livez } from './routes/health.ts'
import { lessons } from './routes/lessons.ts'
import { metrics } from './routes/metrics.ts'
import { pattern } from './routes/pattern.ts'
import { patternCounts } from './routes/pattern-counts.ts'
import { patterns } from './routes/patterns.ts'
import { readyz } from './routes/ready.ts'
import { replayDeadLetters } from './routes/replay-dead-letters.ts'
import { run } from './routes/run.ts'
import { runs } from './routes/runs.ts'
import { signals } from './routes/signals.ts'
import { traceRuns } from './routes/trace-runs.ts'

export const routes: readonly Route[] = [
  healthz,
  livez,
  readyz,
  metrics,
  patterns,
  pattern,
  patternCounts,
  explanation,
  lessons,
  runs,
  run,
  traceRuns,
  candidates,
  candidate,
  decision,
  agents,
  signals,
  events,
  deadLetters,
  replayDeadLetters,
  doctor,
]
