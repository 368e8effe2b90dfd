import { describe, expect, it } from 'vitest'
import { createSideLane } from '../../src/flow/side-lane.ts'

/** Work that is done when told, and whether it has begun. */
function piece() {
  const { promise, resolve } = Promise.withResolvers<void>()
  const state = { begun: false }
  const work = () => {
    state.begun = true
    return promise
  }
  return { state, work, finish: resolve }
}

const turns = () => new Promise((resolve) => setImmediate(resolve))

describe('a side lane', () => {
  it('lets the flow go on while the work runs', async () => {
    const lane = createSideLane(1)
    const long = piece()
    await lane.begin(long.work)
    expect(long.state.begun).toBe(true)
    long.finish()
    await lane.idle()
  })

  it('begins no more at once than it is wide, and the next when one is done', async () => {
    const lane = createSideLane(2)
    const [one, two, three] = [piece(), piece(), piece()]
    await lane.begin(one.work)
    await lane.begin(two.work)
    const third = lane.begin(three.work)
    await turns()
    expect(three.state.begun).toBe(false)
    two.finish()
    await third
    expect(three.state.begun).toBe(true)
  })

  it('keeps its width when several wait for one place', async () => {
    const lane = createSideLane(1)
    const pieces = [piece(), piece(), piece()]
    const begun = pieces.map(({ work }) => lane.begin(work))
    const count = () => pieces.filter(({ state }) => state.begun).length
    await turns()
    expect(count()).toBe(1)
    pieces[0]?.finish()
    await turns()
    expect(count()).toBe(2)
    for (const { finish } of pieces) finish()
    await Promise.all(begun)
    await lane.idle()
    expect(count()).toBe(3)
  })

  it('is idle only when all of it is done', async () => {
    const lane = createSideLane(2)
    const [one, two] = [piece(), piece()]
    await lane.begin(one.work)
    await lane.begin(two.work)
    let idle = false
    const resting = lane.idle().then(() => {
      idle = true
    })
    one.finish()
    await turns()
    expect(idle).toBe(false)
    two.finish()
    await resting
  })
})
