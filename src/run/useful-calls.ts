/** Which tool calls of a run brought something new, and which only tried again: judged by fingerprints alone. */
import type { Step } from './step.ts'

export interface ToolCalls {
  /** Calls of which can be told whether they brought something: those that failed, and those with a known result. */
  readonly told: readonly Step[]
  /** Those that brought a result which no earlier call of the run had. An empty one is nothing new. */
  readonly useful: readonly Step[]
}

/** Steps come by start, so that the first call with a result is the one that brought it. */
export function toolCalls(steps: readonly Step[]): ToolCalls {
  const seen = new Set<string>()
  const told = steps.filter((step) => step.kind === 'tool' && tells(step))
  return { told, useful: told.filter((step) => bringsNew(step, seen)) }
}

/** Share of the tool calls that brought something new, 0 to 1; null where no call tells. */
export function usefulShare(steps: readonly Step[]): number | null {
  const { told, useful } = toolCalls(steps)
  return told.length === 0 ? null : useful.length / told.length
}

/** Tool calls made again with the same arguments after one like them failed; null where no call tells its arguments. */
export function retries(steps: readonly Step[]): number | null {
  const failed = new Set<string>()
  let [told, retried] = [0, 0]
  for (const step of steps) {
    if (step.kind !== 'tool' || step.arguments === null) continue
    const call = `${step.arguments.fp} ${step.name}`
    told += 1
    if (failed.has(call)) retried += 1
    if (step.outcome === 'error') failed.add(call)
  }
  return told === 0 ? null : retried
}

function tells({ outcome, result }: Step): boolean {
  return outcome === 'error' || ((outcome === 'ok' || outcome === 'unknown') && result !== null)
}

function bringsNew({ outcome, result }: Step, seen: Set<string>): boolean {
  if (outcome === 'error' || result === null || result.empty === true || seen.has(result.fp)) return false
  seen.add(result.fp)
  return true
}
