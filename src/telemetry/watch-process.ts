import type { Pressure } from '../otlp/pressure.ts'
import { lagMeter } from './loop-lag.ts'
import type { Metrics } from './metrics.ts'

export interface ProcessWatch {
  /** As of the last tenth of a second: reading it costs nothing. */
  readonly pressure: () => Pressure
  stop(): void
}

const everyMs = 100

/** Follows what this process is under, and tells it as metrics when they are collected. */
export function watchProcess(metrics: Metrics): ProcessWatch {
  const meter = lagMeter(everyMs, performance.now())
  let rssBytes = process.memoryUsage.rss()
  const timer = setInterval(() => {
    meter.tick(performance.now())
    rssBytes = process.memoryUsage.rss()
  }, everyMs).unref()
  metrics.onCollect(() => {
    const { user, system } = process.cpuUsage()
    metrics.set('processUptime', {}, process.uptime())
    metrics.set('processCpu', {}, (user + system) / 1e6)
    metrics.set('processRss', {}, rssBytes)
    metrics.set('processHeap', {}, process.memoryUsage().heapUsed)
    metrics.set('loopLag', {}, meter.lagMs() / 1000)
  })
  return { pressure: () => ({ loopLagMs: meter.lagMs(), rssBytes }), stop: () => clearInterval(timer) }
}
