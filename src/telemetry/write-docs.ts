import { writeFileSync } from 'node:fs'
import { describeMetrics } from './describe-metrics.ts'

// Run by hand after a metric changed: `node src/telemetry/write-docs.ts`.
writeFileSync(new URL('../../docs/metrics.md', import.meta.url), describeMetrics())
