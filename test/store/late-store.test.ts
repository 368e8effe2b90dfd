import { expect, test } from 'vitest'
import { type Store, StoreUnavailable } from '../../src/store/contract.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { lateStore } from '../../src/store/late-store.ts'

const open = () => openEmbeddedStore({ path: ':memory:', settleMs: 0, idleMs: 0 })

test('until it is there every verb says that it is unavailable, and why; then it is the store', async () => {
  const arriving = Promise.withResolvers<Store>()
  const late = lateStore({
    open: (_signal, tell) => {
      tell('connection refused')
      return arriving.promise
    },
  })
  await expect(late.traces.nextDueMs()).rejects.toThrow(StoreUnavailable)
  await expect(late.outbox.newest('default')).rejects.toThrow('connection refused')
  expect(() => late.fingerprintKey).toThrow(StoreUnavailable)
  expect(await late.health()).toEqual({ ok: false, reason: 'connection refused' })
  expect(late.isOpen()).toBe(false)

  arriving.resolve(await open())
  await late.opening
  expect([late.isOpen(), await late.traces.nextDueMs(), late.fingerprintKey.length]).toEqual([true, null, 64])
  await late.close()
})

test('a store that never will open says why, and closes all the same', async () => {
  const late = lateStore({ open: async () => Promise.reject(new Error('format 9 is newer than this version knows')) })
  await expect(late.opening).rejects.toThrow('format 9')
  expect(await late.health()).toEqual({ ok: false, reason: 'format 9 is newer than this version knows' })
  await late.close()
})

test('closing it while it opens ends the waiting', async () => {
  const late = lateStore({
    open: (signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('given up')))),
  })
  await late.close()
  await expect(late.opening).rejects.toThrow('given up')
})
