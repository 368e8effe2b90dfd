import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSilences } from '../../bench/chaos/silences.ts'

const looks = (live: readonly boolean[], waitedMsEach: number) =>
  live.map((one, index) => ({ pid: 7, live: one, atMs: index * 1_000, waitedMs: index * waitedMsEach }))

it('tells a silence once when it is too long, and the next one again', () => {
  const { isTooLong } = createSilences(2_000)
  const seen = looks([true, false, false, false, false, true, false, false, false], 0).map(isTooLong)
  expect(seen).toEqual([false, false, false, true, false, false, false, false, true])
})

it('does not hold against a process what it waited for a processor', () => {
  const { isTooLong } = createSilences(2_000)
  expect(looks(Array(6).fill(false), 500).map(isTooLong)).toEqual([false, false, false, false, true, false])
  const starved = createSilences(2_000)
  expect(looks(Array(60).fill(false), 1_000).map(starved.isTooLong)).not.toContain(true)
})

it('begins a silence anew after a look that saw nothing', () => {
  const { isTooLong, forget } = createSilences(2_000)
  const [a, b, c, d, e] = looks(Array(5).fill(false), 0)
  const seen = [a, b].map((look) => look && isTooLong(look))
  forget(7)
  expect([...seen, ...[c, d, e].map((look) => look && isTooLong(look))]).toEqual([false, false, false, false, true])
})

it('keeps processes apart', () => {
  const silent = { live: false, waitedMs: 0 }
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 50 }), (pids) => {
      const { isTooLong } = createSilences(10)
      const told = pids.filter((pid, index) => isTooLong({ pid, ...silent, atMs: index }))
      const long = [...new Set(pids)].filter((pid) => pids.lastIndexOf(pid) - pids.indexOf(pid) >= 10)
      expect([...told].sort()).toEqual(long.sort())
    }),
  )
})
