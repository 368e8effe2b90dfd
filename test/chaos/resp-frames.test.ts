import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandWords, isPush, respFrames } from '../../bench/chaos/resp-frames.ts'

/** Values of RESP 2 and 3, as text, nested. */
const { value } = fc.letrec<{ value: string; leaf: string }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(
      '+OK\r\n',
      ':-12\r\n',
      '-ERR no\r\n',
      '_\r\n',
      '#t\r\n',
      ',1.5\r\n',
      '$-1\r\n',
      '*-1\r\n',
      '*0\r\n',
    ),
    fc.string({ unit: 'binary' }).map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`),
  ),
  value: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 4 }).map((all) => `*${all.length}\r\n${all.join('')}`),
    fc.array(tie('value'), { maxLength: 3 }).map((all) => `%${all.length}\r\n${all.join('')}${all.join('')}`),
    tie('value').map((one) => `|1\r\n+key\r\n+value\r\n${one}`),
  ),
}))

describe('the frames of RESP', () => {
  it('are the same values however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), fc.array(fc.nat(40), { maxLength: 30 }), (values, cuts) => {
        const stream = Buffer.from(values.join(''))
        const frames = respFrames()
        const seen: string[] = []
        let at = 0
        for (const cut of [...cuts, stream.length]) {
          seen.push(...frames.push(stream.subarray(at, at + cut)).map(String))
          at += cut
        }
        expect(seen).toEqual(values)
      }),
    )
  })

  it('hold back a value that is not whole', () => {
    const frames = respFrames()
    expect(frames.push(Buffer.from('*2\r\n$3\r\nGE'))).toEqual([])
    expect(frames.push(Buffer.from('T\r\n$1\r\nk\r'))).toEqual([])
    expect(frames.push(Buffer.from('\n+O')).map(String)).toEqual(['*2\r\n$3\r\nGET\r\n$1\r\nk\r\n'])
  })

  it('tell the first words of a command, and what nobody asked for', () => {
    const command = Buffer.from('*3\r\n$7\r\nEVALSHA\r\n$4\r\nabcd\r\n$1\r\n0\r\n')
    expect(commandWords(command, 2)).toEqual(['EVALSHA', 'abcd'])
    expect([isPush(command), isPush(Buffer.from('>1\r\n+x\r\n'))]).toEqual([false, true])
  })
})
