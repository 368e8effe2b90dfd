import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Column, table } from '../../src/cli/table.ts'
import { fitText, textWidth } from '../../src/cli/text-width.ts'

interface Row {
  readonly id: string
  readonly text: string
  readonly count: number
}

const columns: readonly Column<Row>[] = [
  { title: 'ID', cell: ({ id }) => id, whole: true },
  { title: 'TEXT', cell: ({ text }) => text },
  { title: 'COUNT', cell: ({ count }) => String(count), align: 'right' },
]

const row = fc.record({
  id: fc.stringMatching(/^[0-9a-f]{1,12}$/),
  text: fc.string({ unit: 'grapheme', maxLength: 80 }),
  count: fc.nat(),
})

describe('a table', () => {
  test('cuts nothing where it goes to no terminal', () => {
    const text = 'x'.repeat(500)

    expect(table(columns, [{ id: 'a', text, count: 1 }], { columns: null, colors: false })).toContain(text)
  })

  test('cuts the widest column first, with an ellipsis, and never an identifier', () => {
    const shown = table(columns, [{ id: 'abcdef012345', text: 'a long text that does not fit here', count: 7 }], {
      columns: 36,
      colors: false,
    })

    expect(shown.split('\n')[1]).toBe('abcdef012345  a long text th…      7')
  })

  test('fits the terminal whatever stands in it, where what may be cut is enough', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.integer({ min: 40, max: 120 }), (rows, most) => {
        const lines = table(columns, rows, { columns: most, colors: false }).trimEnd().split('\n')

        expect(lines).toHaveLength(rows.length + 1)
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(most)
        for (const [at, { id }] of rows.entries()) expect(lines[at + 1]).toContain(id)
      }),
    )
  })

  test('aligns wide characters by the columns that they take', () => {
    const lines = table(
      columns,
      [
        { id: 'a', text: '東京', count: 1 },
        { id: 'b', text: 'abcd', count: 2 },
      ],
      { columns: null, colors: false },
    ).split('\n')

    expect(lines[1]).toBe('a   東京      1')
    expect(lines[2]).toBe('b   abcd      2')
  })

  test('shows nothing that steers a terminal or starts a line of its own', () => {
    const text = 'red \u001b[31m\u009b2J\u202e\nnext\ttab'

    const shown = table(columns, [{ id: 'a', text, count: 1 }], { columns: null, colors: false })

    expect(shown.trimEnd().split('\n')).toHaveLength(2)
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  })

  test('is coloured where colours are asked for only', () => {
    const colored: readonly Column<Row>[] = [{ title: 'ID', cell: ({ id }) => id, color: () => 'red' }]
    const rows = [{ id: 'a', text: '', count: 0 }]

    expect(table(colored, rows, { columns: null, colors: true })).toContain('\u001b[31m')
    expect(table(colored, rows, { columns: null, colors: false })).not.toContain('\u001b')
  })
})

describe('fitText', () => {
  test('never gives more columns than it may', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, most) => {
        expect(textWidth(fitText(text, most))).toBeLessThanOrEqual(most)
      }),
    )
  })
})
