import { seeded } from '../../src/verify/chance.ts'
import type { Answer } from '../../src/verify/send/answer.ts'
import { sender } from '../../src/verify/send/sender.ts'
import { healthy } from '../../src/verify/stories/healthy.ts'
import type { Replica } from '../../src/verify/verify.ts'

export interface SentSound {
  readonly answer: Answer
  readonly traceIds: readonly string[]
}

/** Sends one sound run, once. `begins`: what its trace ids begin with. */
export async function sendSound(replica: Replica, name: string, begins = ''): Promise<SentSound> {
  const startUs = (Date.now() - 60_000) * 1000
  const runs = healthy.tell({ chance: seeded(name), startUs, label: 'sound' })
  const told = runs.flatMap((run) => run.spans)
  const spans = told.map((span) => ({ ...span, traceId: `${begins}${span.traceId.slice(begins.length)}` }))
  const sending = sender({ ...replica, key: null })
  try {
    const answer = await sending.send({ index: 0, phase: 'main', transport: 'grpc', broken: 0, spans })
    return { answer, traceIds: [...new Set(spans.map(({ traceId }) => traceId))] }
  } finally {
    sending.close()
  }
}
