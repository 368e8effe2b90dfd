import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBrokenJson, unpacked } from '../../src/normalize/json-text.ts'
import { pythonAsJson } from '../../src/normalize/python-literal.ts'

describe('what Python prints', () => {
  it('is read like the JSON it stands for', () => {
    expect(unpacked("{'results': [], 'done': True, 'next': None}")).toEqual({ results: [], done: true, next: null })
    expect(unpacked(`[{'name': "Mary's", 'price': -2.5e3}, ('a', 1,)]`)).toEqual([
      { name: "Mary's", price: -2500 },
      ['a', 1],
    ])
    expect(unpacked(String.raw`{'text': 'it\'s\n\u00e9\x41'}`)).toEqual({ text: "it's\néA" })
  })

  it('is read the same whatever is in it', () => {
    const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null))
    const value = fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      fc.oneof(leaf, fc.array(leaf)),
    )
    fc.assert(
      fc.property(value, (data) => {
        const json = pythonAsJson(printed(data))
        expect(json === undefined ? json : JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(data)))
      }),
    )
  })

  it('is no text, no object that has no literal, and no half of one', () => {
    for (const text of ["it's fine", "{'now': datetime.date(2026, 1, 2)}", "{'open': 'never", "{'a': 1", '{1: nan}']) {
      expect(unpacked(text)).toBe(text)
    }
    expect(isBrokenJson("{'order_id': 'A-1'}")).toBe(false)
    expect(isBrokenJson("{'order_id': ")).toBe(true)
  })

  it('never throws on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => pythonAsJson(`{'${text}`) !== null))
  })
})

function printed(data: unknown): string {
  if (data === null) return 'None'
  if (typeof data === 'boolean') return data ? 'True' : 'False'
  if (typeof data === 'string') return `'${data.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  if (Array.isArray(data)) return `[${data.map(printed).join(', ')}]`
  if (typeof data !== 'object') return String(data)
  return `{${Object.entries(data)
    .map(([key, value]) => `${printed(key)}: ${printed(value)}`)
    .join(', ')}}`
}
