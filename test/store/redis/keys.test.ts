import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keysOf, partitions, placeOf, short } from '../../../src/store/redis/keys.ts'

const keys = keysOf('')
const tagOf = (key: string) => /^[^{}]*\{([^{}]+)\}[^{}]*$/.exec(key)?.[1]

describe('keys', () => {
  it('hold nothing from the wire, whatever it is, and one tag', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (tenant, traceId) => {
        const place = placeOf(tenant, traceId)
        const tag = `p${place.partition}`
        for (const key of [keys.trace(place), keys.chunks(place), keys.ledger(place), keys.runs(place)]) {
          expect(key).toMatch(/^\{p\d+\}:[tclr]:[A-Za-z0-9_-]{20}$/)
          expect(tagOf(key)).toBe(tag)
        }
        expect(keys.share(place.partition, tenant, 'rows')).toMatch(/^\{p\d+\}:rows:[A-Za-z0-9_-]{16}$/)
        expect(keys.tenant(tenant, 'joins')).toMatch(/^\{t:[A-Za-z0-9_-]{16}\}:joins$/)
        expect(short(traceId)).toMatch(/^[A-Za-z0-9_-]{16}$/)
      }),
    )
  })

  it('keep apart tenants and traces whose names run together the same', () => {
    expect(placeOf('a', 'bc').ref).not.toBe(placeOf('ab', 'c').ref)
    expect(placeOf('1', '2:x').ref).not.toBe(placeOf('1:2', 'x').ref)
    expect(placeOf('', 'a').ref).not.toBe(placeOf('a', '').ref)
  })

  it('spread traces over all partitions', () => {
    const seen = new Set(Array.from({ length: 2000 }, (_, i) => placeOf('acme', `trace ${i}`).partition))
    expect(seen.size).toBe(partitions)
    expect(Math.max(...seen)).toBe(partitions - 1)
  })
})
