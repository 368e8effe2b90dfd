import { type FileHandle, open, readFile } from 'node:fs/promises'
import { type Delivery, transports } from './deliveries.ts'
import { versionOf } from './planned-run.ts'
import type { Answer } from './send/answer.ts'

/** From which the whole traffic can be made again. */
export interface LedgerHead {
  readonly seed: number
  readonly runs: number
  readonly untilUs: number
  readonly withoutIdle: boolean
  /** The one story that is told; without it, all of them. */
  readonly story?: string
}

/**
 * Every span with the answer it got: one line per request and answer, on the disk before the next request of the same
 * sender. A sender that is killed begins where its ledger ends; what it sent without noting it, it sends again.
 */
export interface Ledger {
  readonly head: LedgerHead
  /** Deliveries that were acknowledged, also before this process began; grows as soon as one is noted. */
  readonly acknowledged: ReadonlySet<number>
  note(delivery: Delivery, answer: Answer): Promise<void>
  close(): Promise<void>
}

interface Line {
  readonly delivery: number
  readonly transport: Delivery['transport']
  readonly answer: Answer['kind']
  readonly rejected?: number
  readonly why?: string
  /** `trace/span@end` each. */
  readonly spans: readonly string[]
}

/** Opens a new ledger, or the one of a sender that broke off: its head then decides, not the one given. */
export async function openLedger(path: string, head: LedgerHead): Promise<Ledger> {
  const before = await readLedger(path)
  const file = await open(path, 'a')
  const acknowledged = new Set(before?.acknowledged)
  if (before === null) await write(file, head)
  else if (before.torn) await file.appendFile('\n')
  let last: Promise<void> = Promise.resolve()
  return {
    head: before?.head ?? head,
    acknowledged,
    note: async (delivery, answer) => {
      if (answer.kind === 'acknowledged') acknowledged.add(delivery.index)
      last = last.then(() => write(file, lineOf(delivery, answer)))
      await last
    },
    close: () => file.close(),
  }
}

async function write(file: FileHandle, line: LedgerHead | Line): Promise<void> {
  await file.appendFile(`${JSON.stringify(line)}\n`)
  await file.datasync()
}

function lineOf({ index, transport, spans }: Delivery, answer: Answer): Line {
  const told = answer.kind === 'acknowledged' ? { rejected: answer.rejected } : { why: answer.why }
  return { delivery: index, transport, answer: answer.kind, ...told, spans: spans.map(versionOf) }
}

interface Before {
  readonly head: LedgerHead
  /** The last line was cut off by a crash. */
  readonly torn: boolean
  readonly acknowledged: ReadonlySet<number>
}

/** What a ledger tells; null where there is none. A last line that was cut off in the middle tells nothing. */
async function readLedger(path: string): Promise<Before | null> {
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
  const [head, ...lines] = text.split('\n').flatMap((line) => parsed(line) ?? [])
  if (head === undefined) return null
  if (!isHead(head)) throw new Error('the ledger does not begin with seed, runs and time: it is none')
  const acknowledged = lines.filter(isLine).filter(({ answer }) => answer === 'acknowledged')
  return { head, torn: !text.endsWith('\n'), acknowledged: new Set(acknowledged.map(({ delivery }) => delivery)) }
}

function parsed(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

function isHead(line: object): line is LedgerHead {
  const numbers = ['seed', 'runs', 'untilUs'].every((key) => Number.isSafeInteger(Reflect.get(line, key)))
  return numbers && typeof Reflect.get(line, 'withoutIdle') === 'boolean'
}

function isLine(line: object): line is Line {
  const transport: unknown = Reflect.get(line, 'transport')
  return Number.isSafeInteger(Reflect.get(line, 'delivery')) && transports.some((known) => known === transport)
}
