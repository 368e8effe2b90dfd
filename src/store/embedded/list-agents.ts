import { bucketMs } from '../../pattern/window.ts'
import type { AgentSummary } from '../contract.ts'
import { type CountWindow, countWindow } from '../count-window.ts'
import type { Engine } from './engine.ts'
import { integer, text } from './rows.ts'
import type { RequestOf } from './verbs.ts'

const agentsMax = 1000

/**
 * agents: those with runs in the window, most runs first. When an agent was last seen is told to the minute, hour or
 * day once the run itself is no longer kept.
 */
export function listAgents({ database }: Engine, request: RequestOf<'listAgents'>): readonly AgentSummary[] {
  const window = countWindow(request.windowMs, request.nowMs)
  return database.all(agentsSql, ...valuesOf(request.tenant, window)).map((row) => ({
    agent: text(row, 'agent'),
    runs: integer(row, 'runs'),
    failedRuns: integer(row, 'failed'),
    patterns: integer(row, 'patterns'),
    lastSeenMs: integer(row, 'last_ms'),
  }))
}

const agentsSql = `SELECT agent, sum(runs) AS runs, sum(failed) AS failed,
    (SELECT count(*) FROM patterns AS p
     WHERE p.tenant = ?1 AND p.scope = 'agent' AND p.agent = a.agent AND p.runs > 0 AND p.last_seen_ms BETWEEN ?3 AND ?4) AS patterns,
    max((SELECT max(start_ms) FROM agent_counts AS c WHERE c.tenant = ?1 AND c.scope = 'agent' AND c.agent = a.agent),
      coalesce((SELECT max(counted_ms) FROM runs AS r WHERE r.tenant = ?1 AND r.agent = a.agent), 0)) AS last_ms
  FROM agent_counts AS a WHERE tenant = ?1 AND scope = 'agent' AND width_ms = ?2 AND start_ms BETWEEN ?3 AND ?4
  GROUP BY agent ORDER BY runs DESC, agent LIMIT ${agentsMax}`

function valuesOf(tenant: string, { resolution, fromMs, toMs }: CountWindow): [string, number, number, number] {
  return [tenant, bucketMs[resolution], fromMs, toMs]
}
