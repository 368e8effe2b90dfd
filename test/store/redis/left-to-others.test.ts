import { expect, it } from 'vitest'
import { createLeftToOthers } from '../../../src/store/redis/traces/left-to-others.ts'

const nowMs = 1_000_000
const overdueMs = 1_000

it('leaves a partition to whoever was quicker there, and no other one', () => {
  const others = createLeftToOthers(overdueMs)
  others.lost(7)
  expect(others.leaves(7, nowMs, nowMs)).toBe(true)
  expect(others.leaves(7, undefined, nowMs)).toBe(true)
  expect(others.leaves(8, nowMs, nowMs)).toBe(false)
})

it('goes for what is overdue also where it was slower: the quicker one may be dead', () => {
  const others = createLeftToOthers(overdueMs)
  others.lost(7)
  expect(others.leaves(7, nowMs - overdueMs + 1, nowMs)).toBe(true)
  expect(others.leaves(7, nowMs - overdueMs, nowMs)).toBe(false)
})

it('keeps going where it was quicker', () => {
  const others = createLeftToOthers(overdueMs)
  others.lost(7)
  others.won(7)
  expect(others.leaves(7, nowMs, nowMs)).toBe(false)
})

it('leaves nothing to others where it is not asked to', () => {
  const others = createLeftToOthers(0)
  others.lost(7)
  expect(others.leaves(7, undefined, nowMs)).toBe(false)
  expect(others.leaves(7, nowMs, nowMs)).toBe(false)
})
