import { expect, test } from 'vitest'
import { milestones } from '../../src/verify/milestones.ts'

function watched(waiting: Promise<void>): { readonly over: () => boolean } {
  let over = false
  void waiting.then(() => {
    over = true
  })
  return { over: () => over }
}

test('whoever waits for a count goes on when it is reached, at once where it already is', async () => {
  const marks = milestones(2)
  const [first, second] = [watched(marks.reached(2)), watched(marks.reached(4))]
  await Promise.resolve()
  expect([first.over(), second.over()]).toEqual([true, false])
  marks.pass(3)
  await Promise.resolve()
  expect(second.over()).toBe(false)
  marks.pass(4)
  await Promise.resolve()
  expect(second.over()).toBe(true)
})

test('nobody waits any longer after giving up', async () => {
  const marks = milestones(0)
  const waiting = marks.reached(10)
  marks.giveUp()
  await expect(waiting).resolves.toBeUndefined()
  await expect(marks.reached(1_000)).resolves.toBeUndefined()
})
