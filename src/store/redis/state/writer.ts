/**
 * Commands by the slot of their keys, sent many at once and in their order. Each may be run again (write.lua), so that a
 * call whose answer was lost is made once more.
 */
import type { Arg, RedisClient } from '../client.ts'
import { loadScript } from '../script.ts'

const write = loadScript('../state/write')

export interface Writer {
  /** `key` stands first in the command; all keys of a tag are of one slot. */
  add(tag: string, name: string, key: string, ...words: readonly Arg[]): void
  /** When enough waits. */
  flushFull(): Promise<void>
  flush(tag: string): Promise<void>
  flushAll(): Promise<void>
}

const callBytesMax = 512 * 1024
const callWordsMax = 4000
const waitingBytesMax = 8 * 1024 * 1024
const callsAtOnce = 8

interface Call {
  readonly key: string
  readonly words: Arg[]
  bytes: number
}

export function createWriter(client: RedisClient): Writer {
  const waiting = new Map<string, Call[]>()
  let bytes = 0

  const send = async (tag: string): Promise<void> => {
    const calls = waiting.get(tag) ?? []
    waiting.delete(tag)
    for (const call of calls) {
      bytes -= call.bytes
      await client.run(write, [call.key], call.words)
    }
  }
  const sendAll = async () => {
    while (waiting.size > 0) await Promise.all([...waiting.keys()].slice(0, callsAtOnce).map(send))
  }
  return {
    add: (tag, name, key, ...words) => {
      const size = words.reduce<number>((sum, word) => sum + sizeOf(word), key.length)
      const calls = waiting.get(tag) ?? []
      let call = calls.at(-1)
      if (call === undefined || call.bytes + size > callBytesMax || call.words.length > callWordsMax) {
        call = { key, words: [], bytes: 0 }
        calls.push(call)
        waiting.set(tag, calls)
      }
      call.words.push(words.length + 2, name, key, ...words)
      call.bytes += size
      bytes += size
    },
    flushFull: async () => {
      if (bytes > waitingBytesMax) await sendAll()
    },
    flush: send,
    flushAll: sendAll,
  }
}

function sizeOf(word: Arg): number {
  return typeof word === 'number' ? 16 : word.length
}
