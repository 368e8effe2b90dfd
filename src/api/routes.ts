import type { Route } from './route.ts'
import { candidate } from './routes/candidate.ts'
import { candidates } from './routes/candidates.ts'
import { healthz, livez } from './routes/health.ts'
import { pattern } from './routes/pattern.ts'
import { patternCounts } from './routes/pattern-counts.ts'
import { patterns } from './routes/patterns.ts'
import { readyz } from './routes/ready.ts'
import { run } from './routes/run.ts'
import { runs } from './routes/runs.ts'
import { traceRuns } from './routes/trace-runs.ts'

export const routes: readonly Route[] = [
  healthz,
  livez,
  readyz,
  patterns,
  pattern,
  patternCounts,
  runs,
  run,
  candidates,
  candidate,
  traceRuns,
]
