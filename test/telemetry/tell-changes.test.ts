import { expect, it } from 'vitest'
import { tellChanges } from '../../src/telemetry/tell-changes.ts'

it('tells a failure when it changes, and while it lasts once a minute', () => {
  const told: unknown[] = []
  let now = 0
  const tell = tellChanges(
    (error) => told.push(error instanceof Error ? error.message : error),
    () => now,
  )
  for (const second of [0, 1, 59, 60, 61]) {
    now = second * 1000
    tell(new Error('away'))
  }
  tell(new TypeError('away'))
  tell('away')
  expect(told).toEqual(['away', 'away', 'away', 'away'])
})
