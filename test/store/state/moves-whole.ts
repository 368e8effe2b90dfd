/** What moves is the same where it comes to, and goes on the same. */
import { expect } from 'vitest'
import type { Home } from './engines.ts'
import { seen } from './seen.ts'
import { act, inTime, type Step } from './traffic.ts'

export async function movesWhole(
  old: Home,
  fresh: Home,
  before: readonly Step[],
  asked: readonly Step[],
): Promise<void> {
  // What expires of a pattern whose runs were all taken back, and which lesson a joining commit marks first, is a matter
  // of the engine.
  const alike = old.engine === fresh.engine
  const after = alike ? asked : asked.filter((step) => step.act !== 'expire')
  const life = inTime([...before, ...after])
  const [past, future] = [life.slice(0, before.length), life.slice(before.length)]
  const traces = [...new Set(life.flatMap((step) => ('trace' in step ? [step.trace] : [])))]
  const shownOf = (steps: readonly Step[]) => ({
    order: true,
    hours: !steps.some((step) => step.act === 'expire'),
    traces,
  })

  const source = await old.open()
  for (const [index, step] of past.entries()) await act(source, step, index)
  const [told, withoutBaselines] = [
    await seen(source, { ...shownOf(past), baselines: true }),
    await seen(source, { ...shownOf(past), baselines: false }),
  ]
  const key = source.fingerprintKey
  await source.close()
  const { unnamedBaselines } = await fresh.imported(old.exported())
  const shown = (steps: readonly Step[]) => ({ ...shownOf(steps), baselines: unnamedBaselines === 0 })

  const [stayed, moved] = await Promise.all([old.open(), fresh.open()])
  try {
    expect(moved.fingerprintKey).toBe(key)
    expect(await seen(moved, shown(past))).toEqual(unnamedBaselines === 0 ? told : withoutBaselines)
    // What was sent since anything expired is sent again: a chunk that is there is a no-op.
    const expired = past.findLastIndex((step) => step.act === 'expire')
    for (const [index, step] of past.entries()) {
      if (step.act === 'append' && index > expired) for (const store of [stayed, moved]) await act(store, step, index)
    }
    expect(await seen(moved, shown(past))).toEqual(await seen(stayed, shown(past)))
    for (const [index, step] of future.entries()) {
      for (const store of [stayed, moved]) await act(store, step, past.length + index)
      const so = { ...shown(life.slice(0, past.length + index + 1)), order: alike }
      expect(await seen(moved, so)).toEqual(await seen(stayed, so))
    }
  } finally {
    await Promise.all([stayed.close(), moved.close()])
  }
}
