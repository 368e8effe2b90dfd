import type { Engine } from './engine.ts'
import { handlers } from './handlers.ts'
import type { Reply, Task } from './messages.ts'
import { unavailability } from './sqlite-error.ts'
import type { VerbName } from './verbs.ts'

/** Runs one verb. What it throws becomes a reply. */
export function answer<V extends VerbName>(engine: Engine, task: Task<V>): Reply {
  try {
    return { id: task.id, kind: 'answer', answer: handlers[task.verb].handle(engine, task.request) }
  } catch (error) {
    return failure(task.id, error)
  }
}

function failure(id: number, error: unknown): Reply {
  const reason = unavailability(error)
  if (reason !== null) return { id, kind: 'unavailable', message: reason }
  return { id, kind: 'bug', message: error instanceof Error ? error.message : 'an unknown error' }
}
