import type { Pressure } from '../otlp/pressure.ts'
import { lagMeter } from './loop-lag.ts'
import { memoryMeter } from './memory-in-use.ts'
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
  const memory = memoryMeter()
  let inUse = memory.read()
  const timer = setInterval(() => {
    meter.tick(performance.now())
    inUse = memory.read()
  }, everyMs).unref()
  metrics.onCollect(() => {
    const { user, system } = process.cpuUsage()
    metrics.set('processUptime', {}, process.uptime())
    metrics.set('processCpu', {}, (user + system) / 1e6)
    metrics.set('processRss', {}, process.memoryUsage.rss())
    metrics.set('processHeap', {}, process.memoryUsage().heapUsed)
    metrics.set('loopLag', {}, meter.lagMs() / 1000)
  })
  return {
    pressure: () => ({ loopLagMs: meter.lagMs(), ...inUse }),
    stop: () => {
      clearInterval(timer)
      memory.stop()
    },
  }
}
