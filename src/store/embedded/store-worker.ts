import type { Worker } from 'node:worker_threads'
import { startThread } from '../../threads/start-thread.ts'
import { StoreUnavailable } from '../contract.ts'
import { StoreRefused } from '../refused.ts'
import type { Closing, FromWorker, Reply, Task } from './messages.ts'
import type { EngineOptions } from './options.ts'
import type { AnswerOf, RequestOf, VerbName } from './verbs.ts'

/** The main thread's side of the worker: sends requests, hands out answers. */
export interface StoreWorker {
  readonly fingerprintKey: string
  call<V extends VerbName>(verb: V, request: RequestOf<V>): Promise<AnswerOf<V>>
  close(): Promise<void>
}

/** Rejects with StoreRefused when the file is not to be opened. */
export function startWorker(options: EngineOptions): Promise<StoreWorker> {
  const worker = startThread(new URL('./worker.ts', import.meta.url), { data: options })
  return new Promise((resolve, reject) => {
    const started = (message: FromWorker) => {
      worker.off('error', reject)
      if (message.kind === 'ready') resolve(new RunningWorker(worker, options, message.fingerprintKey))
      else reject(refusal(message))
    }
    worker.once('error', reject)
    worker.once('message', started)
  })
}

function refusal(message: FromWorker): Error {
  if (message.kind !== 'refused') return new Error(`store worker: expected ready, saw ${message.kind}`)
  return message.reason === null ? new Error(message.message) : new StoreRefused(message.reason, message.message)
}

interface Waiting {
  answer(answer: AnswerOf<VerbName>): void
  reject(error: Error): void
}

class RunningWorker implements StoreWorker {
  readonly fingerprintKey: string
  readonly #worker: Worker
  readonly #waitingMax: number
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #ended: string | null = null
  #closing: Promise<void> | null = null

  constructor(worker: Worker, options: EngineOptions, fingerprintKey: string) {
    this.fingerprintKey = fingerprintKey
    this.#worker = worker
    this.#waitingMax = options.limits.requestsWaiting
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'replies') for (const reply of message.replies) this.#settle(reply)
    })
    worker.on('error', (error) => this.#end(`the store's worker failed: ${error.message}`))
    worker.on('exit', () => this.#end('the store is closed'))
  }

  call<V extends VerbName>(verb: V, request: RequestOf<V>): Promise<AnswerOf<V>> {
    if (this.#ended !== null) return Promise.reject(new StoreUnavailable(this.#ended))
    if (this.#waiting.size >= this.#waitingMax) {
      return Promise.reject(new StoreUnavailable(`${this.#waitingMax} requests wait for the store already`))
    }
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { answer: (answer) => resolve(answer as AnswerOf<V>), reject })
      this.#send<V>({ kind: 'task', id, verb, request } as Task<V>)
    })
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#worker.once('exit', () => resolve())
      if (this.#ended !== null) return resolve()
      this.#ended = 'the store is closing'
      this.#send({ kind: 'close' })
    })
    return this.#closing
  }

  #send<V extends VerbName>(message: Task<V> | Closing): void {
    this.#worker.postMessage(message)
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (reply.kind === 'answer') waiting?.answer(reply.answer)
    else waiting?.reject(reply.kind === 'unavailable' ? new StoreUnavailable(reply.message) : new Error(reply.message))
  }

  #end(reason: string): void {
    this.#ended = reason
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const one of waiting) one.reject(new StoreUnavailable(reason))
  }
}
