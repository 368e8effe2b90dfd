import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { idleThreads } from '../../src/threads/idle-threads.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function thread() {
  let alive = true
  const end = async () => {
    alive = false
  }
  return { end, isAlive: () => alive }
}

it('hands out the one that waited least, and none that ended meanwhile', async () => {
  const idle = idleThreads(1_000)
  const [first, second, third] = [thread(), thread(), thread()]
  for (const each of [first, second, third]) idle.push(each)
  await third.end()

  expect([idle.pop(), idle.pop(), idle.pop()]).toEqual([second, first, null])
})

it('ends one that waits for too long, and hands out only those that wait', () => {
  const idle = idleThreads(1_000)
  const [used, unused] = [thread(), thread()]
  idle.push(unused)
  idle.push(used)
  vi.advanceTimersByTime(999)
  expect(idle.pop()).toBe(used)

  vi.advanceTimersByTime(1)
  idle.push(used)

  expect([used.isAlive(), unused.isAlive()]).toEqual([true, false])
  expect([idle.pop(), idle.pop()]).toEqual([used, null])
})

it('ends all of them when it is closed', async () => {
  const idle = idleThreads(1_000)
  const threads = [thread(), thread()]
  for (const each of threads) idle.push(each)

  await idle.close()

  expect(threads.map((each) => each.isAlive())).toEqual([false, false])
  expect(idle.pop()).toBeNull()
})
