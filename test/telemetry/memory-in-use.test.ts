import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, it } from 'vitest'
import { type MemoryMeter, memoryMeter } from '../../src/telemetry/memory-in-use.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const mebibyte = 1024 * 1024

const meters: MemoryMeter[] = []
afterEach(() => {
  for (const meter of meters.splice(0)) meter.stop()
})

function open(): MemoryMeter {
  const meter = memoryMeter()
  meters.push(meter)
  return meter
}

/** Some 40 MiB of small objects. */
const many = () => Array.from({ length: 500_000 }, (_, index) => ({ index, next: [index] }))

/** What the meter reads once it has been told of a full collection: no more than the least there was since. */
async function settled(meter: MemoryMeter): Promise<number> {
  collect()
  // Observers are told in a later turn of the loop.
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 2))
  return meter.read().usedBytes
}

it('what is held counts, and what was let go of does not once it is collected', async () => {
  const meter = open()
  const before = await settled(meter)
  let held = many()
  const full = await settled(meter)
  expect(full).toBeGreaterThan(before + 15 * mebibyte)
  expect(held).toHaveLength(500_000)

  held = []

  expect(await settled(meter)).toBeLessThan(before + 5 * mebibyte)
})

it('what is free again but not collected yet does not count', async () => {
  const meter = open()
  const before = await settled(meter)
  const heapBefore = process.memoryUsage().heapUsed

  for (let made = 0; made < 3; made++) many()

  expect(process.memoryUsage().heapUsed).toBeGreaterThan(heapBefore + mebibyte)
  expect(meter.read().usedBytes).toBeLessThan(before + mebibyte)
})

it('buffers outside the heap count when a collection has left them', async () => {
  const meter = open()
  const before = await settled(meter)
  const buffer = Buffer.alloc(64 * mebibyte, 1)
  expect(meter.read().usedBytes).toBeLessThan(before + 5 * mebibyte)

  expect(await settled(meter)).toBeGreaterThan(before + 60 * mebibyte)
  expect(buffer.length).toBe(64 * mebibyte)
})
