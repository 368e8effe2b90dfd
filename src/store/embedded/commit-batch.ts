/**
 * Group commit: many requests, one transaction, one write to the disk. Each request has a savepoint of its own, so that
 * one that fails undoes only itself; replies exist only after the commit, so what was answered is durable.
 */
import { answer } from './answer.ts'
import type { Engine } from './engine.ts'
import type { Reply, Task } from './messages.ts'
import { unavailability } from './sqlite-error.ts'

export function commitBatch(engine: Engine, tasks: readonly Task[]): readonly Reply[] {
  const replies = tryBatch(engine, tasks)
  engine.trouble = replies.find((reply) => reply.kind === 'unavailable')?.message ?? null
  return replies
}

function tryBatch(engine: Engine, tasks: readonly Task[]): readonly Reply[] {
  const { database } = engine
  try {
    database.exec('BEGIN IMMEDIATE')
    const replies: Reply[] = []
    for (const task of tasks) {
      const reply = answerAlone(engine, task)
      if (!database.inTransaction) return oneByOne(engine, tasks, reply.kind === 'unavailable' ? reply.message : null)
      replies.push(reply)
    }
    database.exec('COMMIT')
    return replies
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    return oneByOne(engine, tasks, unavailability(error))
  }
}

/**
 * Some failures, a full disk among them, end the whole transaction: nothing of the batch was kept. Each request is then
 * tried alone, so that those the disk still has room for do not fail with the one it has not.
 */
function oneByOne(engine: Engine, tasks: readonly Task[], reason: string | null): readonly Reply[] {
  if (tasks.length > 1) return tasks.flatMap((task) => tryBatch(engine, [task]))
  return refuseAll(tasks, reason)
}

function answerAlone(engine: Engine, task: Task): Reply {
  const { database } = engine
  database.exec('SAVEPOINT request')
  const reply = answer(engine, task)
  if (!database.inTransaction) return reply
  if (reply.kind !== 'answer') database.exec('ROLLBACK TO request')
  database.exec('RELEASE request')
  return reply
}

function refuseAll(tasks: readonly Task[], reason: string | null): readonly Reply[] {
  const message = reason ?? 'the transaction could not be committed'
  return tasks.map(({ id }) => ({ id, kind: 'unavailable', message }))
}
