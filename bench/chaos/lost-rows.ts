import type { OwnService } from '../../src/verify/own-service.ts'

/** How much that was acknowledged the store has lost, as a replica tells; null when it does not answer. */
export async function lostRows({ listening }: OwnService): Promise<number | null> {
  const asked = `http://${listening.api}/api/v1/doctor`
  const answer = await fetch(asked, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
  if (answer?.ok !== true) return null
  const { traces } = JSON.parse(await answer.text())
  return typeof traces?.lostRows === 'number' ? traces.lostRows : null
}
