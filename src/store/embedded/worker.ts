/** The thread that alone touches the file. It takes requests in order, groups writes, and answers reads at once. */
import { parentPort, workerData } from 'node:worker_threads'
import { StoreRefused } from '../refused.ts'
import { answer } from './answer.ts'
import { BaselineCache } from './baseline-cache.ts'
import type { Engine } from './engine.ts'
import { GroupCommit } from './group-commit.ts'
import { handlers } from './handlers.ts'
import type { FromWorker, Reply, ToWorker } from './messages.ts'
import { openDatabase } from './open-database.ts'
import type { EngineOptions } from './options.ts'

serve(workerData)

function serve(options: EngineOptions): void {
  try {
    const { database, fingerprintKey, close } = openDatabase(options.path, options.limits.fileBytes)
    const engine: Engine = { database, options, baselines: new BaselineCache(), trouble: null }
    listen(engine, close)
    send({ kind: 'ready', fingerprintKey })
  } catch (error) {
    const reason = error instanceof StoreRefused ? error.reason : null
    send({ kind: 'refused', reason, message: error instanceof Error ? error.message : 'an unknown error' })
  }
}

function listen(engine: Engine, close: () => void): void {
  const group = new GroupCommit(engine, sendReplies)
  parentPort?.on('message', (message: ToWorker) => {
    if (message.kind === 'task') {
      if (handlers[message.verb].kind === 'write') group.accept(message)
      else sendReplies([answer(engine, message)])
      return
    }
    group.finish()
    close()
    send({ kind: 'closed' })
    parentPort?.close()
  })
}

function sendReplies(replies: readonly Reply[]): void {
  send({ kind: 'replies', replies })
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message)
}
