/**
 * Group commit: many requests, one transaction, one write to the disk. Each request has a savepoint of its own, so that
 * one that fails undoes only itself; replies exist only after the commit, so what was answered is durable.
 */
import { answer } from './answer.ts'
import type { Engine } from './engine.ts'
import type { Reply, Task } from './messages.ts'
import { diskFull, unavailability } from './sqlite-error.ts'

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
      if (!database.inTransaction) return afterLoss(engine, tasks, reply.kind === 'unavailable' ? reply.message : null)
      replies.push(reply)
    }
    database.exec('COMMIT')
    return replies
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    return afterLoss(engine, tasks, unavailability(error))
  }
}

/**
 * Some failures end the whole transaction: nothing of the batch was kept. When the disk is full each request is then
 * tried alone, so that those it still has room for do not fail with the one it has not.
 */
function afterLoss(engine: Engine, tasks: readonly Task[], reason: string | null): readonly Reply[] {
  if (reason === diskFull && tasks.length > 1) return tasks.flatMap((task) => tryBatch(engine, [task]))
  const message = reason ?? 'the transaction could not be committed'
  return tasks.map(({ id }) => ({ id, kind: 'unavailable', message }))
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
