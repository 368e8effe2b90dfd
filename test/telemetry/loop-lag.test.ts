import { expect, it } from 'vitest'
import { lagMeter } from '../../src/telemetry/loop-lag.ts'

function lagAfter(...ticksMs: readonly number[]): number {
  const meter = lagMeter(100, 0)
  for (const ms of ticksMs) meter.tick(ms)
  return meter.lagMs()
}

it('a timer that comes in time is not late', () => {
  expect(lagAfter(100, 200, 300)).toBe(0)
})

it('one long pause is over when it is noticed', () => {
  expect(lagAfter(100, 1200, 1300)).toBe(0)
  expect(lagAfter(100, 1200)).toBe(0)
})

it('a loop that is late again and again is behind, by the least of it', () => {
  expect(lagAfter(600, 1400)).toBe(500)
  expect(lagAfter(600, 1400, 1500)).toBe(0)
})

it('a timer that comes early is not late', () => {
  expect(lagAfter(50, 80)).toBe(0)
})
