import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mannersOf } from '../../src/normalize/answer-manner.ts'

describe('the manner of an answer', () => {
  it.each([
    'I’m sorry, but I can’t help with that.',
    'Unfortunately the order could not be found in the system.',
    'I was unable to complete the booking.',
    'We do not have access to your calendar.',
    'The document was not found, so there is nothing to summarize.',
    'Es tut mir leid, das ist mir nicht möglich.',
    'Je suis désolé, je ne peux pas le faire.',
    'Lo siento, no puedo ayudarle con eso.',
    'Infelizmente não consigo abrir o ficheiro.',
  ])('declines: %s', (text) => {
    expect(mannersOf(text)).toEqual(['declines'])
  })

  it.each(['Which order do you mean?', 'Soll ich sie stornieren?', '请问是哪个订单？', 'It says: “shall we go on?”'])(
    'asks back: %s',
    (text) => {
      expect(mannersOf(text)).toEqual(['asks_back'])
    },
  )

  it.each([
    '{"name": "get_order", "arguments": {"id": 7}}',
    'I will look it up.\n```json\n{"action": "get_order", "action_input": {"id": 7}}\n```',
    '<tool_call>{"id": 7}</tool_call>',
    '<function=get_order>{"id": 7}</function>',
  ])('writes a call: %s', (text) => {
    expect(mannersOf(text)).toEqual(['writes_call'])
  })

  it.each([
    'Your order 7 will arrive on Monday.',
    'The refund of 20 EUR is on its way. Anything that is missing comes with the next delivery.',
    'All tests pass; the helper was renamed and its call sites follow.',
    '{"name": "Anna", "city": "Bonn"}',
    'The request takes "arguments": a list of strings.',
    'Why did it fail? The disk was full, and it has been cleaned up.',
    `Done. ${'The report follows. '.repeat(20)} One source was not available.`,
    '',
  ])('is nothing of note in: %s', (text) => {
    expect(mannersOf(text)).toEqual([])
  })

  it('is told of any text, however long, and the same each time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 500 }), (text, times) => {
        const long = text.repeat(times)
        expect(mannersOf(long)).toEqual(mannersOf(long))
      }),
    )
  })
})
