import { describe, expect, it } from 'vitest'
import { createLease } from '../../src/otlp/lease.ts'
import { createPermits } from '../../src/otlp/permits.ts'

const here = () => new AbortController().signal

describe('permits', () => {
  it('are given while there are any, and refused when nobody may wait', async () => {
    const permits = createPermits({ permits: 2, waitingMax: 0, waitMs: 1000 })
    const first = await permits.take(here())
    expect(await permits.take(here())).not.toBeNull()
    expect(await permits.take(here())).toBeNull()
    first?.()
    expect(await permits.take(here())).not.toBeNull()
  })

  it('given back twice count once', async () => {
    const permits = createPermits({ permits: 1, waitingMax: 0, waitMs: 1000 })
    const first = await permits.take(here())
    first?.()
    first?.()
    expect(await permits.take(here())).not.toBeNull()
    expect(await permits.take(here())).toBeNull()
  })

  it('go to those who wait in their order', async () => {
    const permits = createPermits({ permits: 1, waitingMax: 2, waitMs: 60_000 })
    const order: string[] = []
    const held = await permits.take(here())
    const waits = ['first', 'second'].map(async (name) => {
      const permit = await permits.take(here())
      order.push(name)
      permit?.()
    })
    expect(await permits.take(here())).toBeNull()
    held?.()
    await Promise.all(waits)
    expect(order).toEqual(['first', 'second'])
  })

  it('are not waited for longer than bounded', async () => {
    const permits = createPermits({ permits: 1, waitingMax: 1, waitMs: 5 })
    await permits.take(here())
    expect(await permits.take(here())).toBeNull()
  })

  it('are not kept for one who went away while waiting', async () => {
    const permits = createPermits({ permits: 1, waitingMax: 2, waitMs: 60_000 })
    const held = await permits.take(here())
    const gone = new AbortController()
    const left = permits.take(gone.signal)
    const stays = permits.take(here())
    gone.abort()
    held?.()
    expect(await left).toBeNull()
    expect(await stays).not.toBeNull()
  })
})

describe('a lease', () => {
  it('gives its permit back when the last holder lets go, once', () => {
    let given = 0
    const lease = createLease(() => {
      given += 1
    })
    const [call, receiver] = [lease.hold(), lease.hold()]
    call()
    call()
    expect(given).toBe(0)
    receiver()
    receiver()
    expect(given).toBe(1)
  })
})
