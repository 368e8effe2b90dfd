import type { Baseline } from '../run/baseline.ts'
import { baselineSubjects } from '../run/baseline-subjects.ts'
import type { Run } from '../run/run.ts'
import { usualOf } from '../run/usual.ts'
import type { RunStore } from '../store/contract.ts'

/** Whose usual is asked for. */
export type RunOfAgent = Pick<Run, 'tenant' | 'agent' | 'agentVersion' | 'service'>

/** What is usual for a run: of its agent's version, else of its agent, else of its service (run/usual.ts). */
export async function usualFor(
  run: RunOfAgent,
  beforeMs: number,
  baseline: RunStore['baseline'],
): Promise<Baseline | null> {
  return usualOf(await Promise.all(baselineSubjects(run).map((of) => baseline(run.tenant, of, beforeMs))))
}
