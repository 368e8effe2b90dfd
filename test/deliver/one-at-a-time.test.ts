import { expect, it } from 'vitest'
import type { SendAnswer } from '../../src/deliver/contract.ts'
import { oneAtATime } from '../../src/deliver/one-at-a-time.ts'
import { someEvent } from './candidate.ts'

it('a send that comes while another is under way is told to come again, and nothing is sent twice at once', async () => {
  const answers = [Promise.withResolvers<SendAnswer>(), Promise.withResolvers<SendAnswer>()]
  const asked: number[] = []
  const send = oneAtATime((events) => {
    asked.push(...events.map(({ sequence }) => sequence))
    return answers[asked.length - 1]?.promise ?? Promise.resolve('sent')
  })
  const first = send([someEvent(1)])

  expect(await send([someEvent(1)])).toBe('retry')
  answers[0]?.resolve('sent')
  expect(await first).toBe('sent')

  const failing = send([someEvent(2)])
  answers[1]?.reject(new Error('gone'))
  await expect(failing).rejects.toThrow('gone')
  expect(await send([someEvent(3)])).toBe('sent')
  expect(asked).toEqual([1, 2, 3])
})
