import { commitBatch } from './commit-batch.ts'
import type { Engine } from './engine.ts'
import type { Reply, Task } from './messages.ts'
import { integer } from './rows.ts'
import { unavailability } from './sqlite-error.ts'

const checkpointPages = 1000

/**
 * Gathers the writes that arrive while the last commit ran and commits them together. It never waits for more: with one
 * writer a commit costs one write to the disk, with many the disk itself paces the groups.
 */
export class GroupCommit {
  readonly #engine: Engine
  readonly #send: (replies: readonly Reply[]) => void
  #waiting: Task[] = []
  #scheduled = false

  constructor(engine: Engine, send: (replies: readonly Reply[]) => void) {
    this.#engine = engine
    this.#send = send
  }

  accept(task: Task): void {
    this.#waiting.push(task)
    this.#schedule()
  }

  /** Commits all that waits, now. */
  finish(): void {
    while (this.#waiting.length > 0) this.#commit()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#commit()
      if (this.#waiting.length > 0) this.#schedule()
    })
  }

  #commit(): void {
    const batch = this.#waiting.splice(0, this.#engine.options.limits.requestsPerCommit)
    if (batch.length === 0) return
    this.#send(commitBatch(this.#engine, batch))
    checkpointWhenLong(this.#engine)
  }
}

/** Between commits, after the answers went out. A failure loses nothing: the log stays and is read at the next start. */
function checkpointWhenLong({ database }: Engine): void {
  try {
    const log = database.get('PRAGMA wal_checkpoint(NOOP)')
    if (log === undefined || integer(log, 'log') - integer(log, 'checkpointed') < checkpointPages) return
    database.get('PRAGMA wal_checkpoint(PASSIVE)')
  } catch (error) {
    if (unavailability(error) === null) throw error
  }
}
