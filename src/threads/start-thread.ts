import { type ResourceLimits, Worker } from 'node:worker_threads'
import { plainSources } from './plain-sources.ts'

export interface ThreadOptions {
  /** What the entry finds as its `workerData`. */
  readonly data: unknown
  readonly resourceLimits?: ResourceLimits
}

/** Starts a worker thread at a TypeScript file, whose modules it gets as plain JavaScript. */
export function startThread(entry: URL, { data, ...limits }: ThreadOptions): Worker {
  const workerData = { entry: entry.href, sources: plainSources(entry), data }
  return new Worker(new URL('./boot.js', import.meta.url), { workerData, execArgv: [], ...limits })
}
