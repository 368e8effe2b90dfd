import { expect, it } from 'vitest'
import { slotOf } from '../../bench/scale/slot-time.ts'
import { keysOf, placeOf } from '../../src/store/redis/keys.ts'

const keys = keysOf('')

it('knows whose slot a call works in, of a script by its first key', () => {
  const trace = keys.trace(placeOf('acme', 'ab'.repeat(16)))
  expect(slotOf(['HGETALL', trace])).toBe('partitionsUs')
  expect(slotOf(['evalsha', 'ab12', '1', trace, 'word'])).toBe('partitionsUs')
  expect(slotOf(['EVALSHA', 'ab12', '2', keys.tenant('acme', 'marks'), trace])).toBe('tenantsUs')
  expect(slotOf(['zrange', keys.registry('news'), '0'])).toBe('otherUs')
  expect(slotOf(['INFO'])).toBe('otherUs')
})
