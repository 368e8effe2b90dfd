import { hash } from 'node:crypto'

/** The id of a run: a function of tenant, first trace and root (or what stands for it), the same on any replica. */
export function runId(tenant: string, traceId: string, anchorId: string): string {
  return hash('sha256', `run\n${tenant.length}\n${tenant}\n${traceId}\n${anchorId}`).slice(0, 32)
}
