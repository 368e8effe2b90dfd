import { type ResourceLimits, Worker } from 'node:worker_threads'
import { plainSources } from './plain-sources.ts'

export interface ThreadOptions {
  /** What the entry finds as its `workerData`. */
  readonly data: unknown
  readonly resourceLimits?: ResourceLimits
}

/**
 * V8 would let the young objects of every thread take up to 200 MiB before it collects them, and keep the room. With this
 * it collects them more often, which is as fast.
 */
const youngMebibytes = 12

/** Starts a worker thread at a TypeScript file, whose modules it gets as plain JavaScript. */
export function startThread(entry: URL, { data, resourceLimits }: ThreadOptions): Worker {
  const workerData = { entry: entry.href, sources: plainSources(entry), data }
  const limits = { maxYoungGenerationSizeMb: youngMebibytes, ...resourceLimits }
  return new Worker(new URL('./boot.js', import.meta.url), { workerData, execArgv: [], resourceLimits: limits })
}
