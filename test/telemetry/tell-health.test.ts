import { expect, test } from 'vitest'
import type { StoreHealth } from '../../src/store/contract.ts'
import { tellHealth } from '../../src/telemetry/tell-health.ts'

const healthy: StoreHealth = { ok: true }
const failing = (reason: string): StoreHealth => ({ ok: false, reason })

function told(looks: readonly StoreHealth[]): readonly string[] {
  const lines: string[] = []
  let nowMs = 0
  const news = { lost: (reason: string) => lines.push(reason), back: (ms: number) => lines.push(`back after ${ms}`) }
  const tell = tellHealth(news, () => nowMs)
  for (const look of looks) {
    nowMs += 1_000
    tell(look)
  }
  return lines
}

test('an outage is told once, and its end with how long it took', () => {
  expect(told([healthy, failing('a'), failing('a'), failing('a'), healthy, healthy])).toEqual(['a', 'back after 3000'])
})

test('another reason is told, and one that comes and goes not again', () => {
  const [a, b] = [failing('a'), failing('b')]
  expect(told([a, b, a, b, healthy, a])).toEqual(['a', 'b', 'back after 4000', 'a'])
})

test('an outage with ever new reasons does not fill the log', () => {
  expect(told(Array.from({ length: 100 }, (_, look) => failing(`reason ${look}`)))).toHaveLength(8)
})

test('what is well from the beginning is no news', () => {
  expect(told([healthy, healthy])).toEqual([])
})
