import type { LessonEvidence } from '../pattern/pattern.ts'
import { percent } from './words.ts'

/** From this share on the lesson of the one agent stands for what is counted over its service. */
const agentShareMax = 0.5

interface LargestAgent {
  readonly agent: string
  readonly share: number
}

/**
 * The agent with most of the runs that a lesson of a service has; null for a lesson of an agent. Its variants name the
 * agents. Only the most frequent are known: where there are more, the share errs to the high side.
 */
function largestAgent({ scope, runs, variants }: LessonEvidence): LargestAgent | null {
  const [first] = variants
  if (scope !== 'service' || first === undefined) return null
  const known = variants.reduce((sum, variant) => sum + variant.runs, 0)
  return { agent: first.trajectory, share: first.runs / Math.max(1, runs, known) }
}

export function isOneAgents(evidence: LessonEvidence): boolean {
  return (largestAgent(evidence)?.share ?? 0) > agentShareMax
}

export function agentWords(evidence: LessonEvidence): readonly string[] {
  const largest = largestAgent(evidence)
  if (largest === null) return []
  const { agent, share } = largest
  const words = `of the agents ${agent} has most of the runs, ${percent(share)}`
  return [share > agentShareMax ? `${words}: its own lesson stands for them` : words]
}
