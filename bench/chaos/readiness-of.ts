import type { OwnService } from '../../src/verify/own-service.ts'

export interface Told {
  readonly ready: boolean
  /** What the replica says when it is not. */
  readonly reason: string
}

export async function readinessOf({ listening }: OwnService): Promise<Told> {
  const answer = await fetch(`http://${listening.api}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
  if (answer === null) return { ready: false, reason: 'no answer' }
  return { ready: answer.ok, reason: (await answer.text()).slice(0, 300) }
}
