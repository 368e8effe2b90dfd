import { expect, it } from 'vitest'
import { createAcked } from '../../../src/store/redis/traces/acked.ts'

it('knows the most that a partition told, in whatever order it was heard', () => {
  const acked = createAcked()
  acked.heard(7, ['one'], 5)
  acked.heard(7, ['one'], 3)
  expect(acked.known(7, ['one'])).toMatchObject({ chunks: 5, tenant: 'one' })
  expect(acked.known(8, ['one'])).toMatchObject({ chunks: 0, tenant: 'one' })
})

it('names the tenant of a partition as long as there is one only', () => {
  const acked = createAcked()
  acked.heard(7, ['one'], 1)
  expect(acked.known(7, ['other']).tenant).toBeNull()
  acked.heard(7, ['other'], 2)
  expect(acked.known(7, ['one']).tenant).toBeNull()
  expect(acked.known(8, ['one', 'other']).tenant).toBeNull()
})

it('tells which partitions to look at, and is a process of its own', () => {
  const acked = createAcked()
  acked.heard(7, ['one'], 1)
  acked.heard(9, ['one', 'other'], 2)
  expect(acked.partitions()).toEqual([
    [7, 'one'],
    [9, ''],
  ])
  expect(acked.known(7, []).writer).not.toBe(createAcked().known(7, []).writer)
})
