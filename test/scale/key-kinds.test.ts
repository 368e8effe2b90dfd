import { expect, it } from 'vitest'
import { kindOf } from '../../bench/scale/key-kinds.ts'
import { keysOf, placeOf } from '../../src/store/redis/keys.ts'
import { slotKeys } from '../../src/store/redis/tenant/tenant-keys.ts'

const keys = keysOf('blue')
const place = placeOf('acme', 'ab'.repeat(16))

it('tells the keys of a trace apart by what they hold', () => {
  expect(kindOf(keys.trace(place))).toBe('trace')
  expect(kindOf(keys.chunks(place))).toBe('facts')
  expect(kindOf(keys.ledger(place))).toBe('ledger')
  expect(kindOf(keys.runs(place))).toBe('run record')
  expect(kindOf(keys.partition(place.partition, 'due'))).toBe('schedule')
})

it('tells the keys of a tenant apart, also where a letter stands for something else in a partition', () => {
  expect(kindOf(keys.tenant('acme', 'p', 12, 'd'))).toBe('pattern')
  expect(kindOf(keys.tenant('acme', 'c', 'abc'))).toBe('run index')
  expect(kindOf(keys.tenant('acme', 'candidates'))).toBe('candidate')
  expect(kindOf(keys.tenant('acme', 'a', 'abc', 'h', 4))).toBe('agent and baseline')
})

it('knows what every key of a tenant that holds runs, patterns or candidates is for', () => {
  const ofNobody = ['absent', 'marks', 'meta', 'dirty', 'merges', 'gone', 'sinks', 'letters', 'dead', 'revived']
  const other = slotKeys.filter((what) => kindOf(keys.tenant('acme', what)) === 'other')
  expect(other).toEqual(ofNobody)
})

it('leaves what is counted of the whole store aside', () => {
  expect(kindOf(keys.registry('tenants'))).toBe('other')
  expect(kindOf(keys.marker(keys.trace(place)))).toBe('other')
})
