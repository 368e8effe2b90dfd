import type { RunTree } from './find-roots.ts'
import { byStart, type SpanNode, walk } from './span-node.ts'

/** A run and the parts that continue it in other traces, first part first. */
export interface RunParts {
  readonly parts: readonly RunTree[]
  readonly nodes: readonly SpanNode[]
}

/**
 * A run that answers or executes a tool call which another run left open goes on with it: an approval resumed in a new
 * trace, or a loop whose model calls each have a trace of their own. The earlier run keeps its id.
 */
export function joinRuns(trees: readonly RunTree[]): readonly RunParts[] {
  const runs = trees.map((tree) => ({ parts: [tree], nodes: nodesOf(tree) })).sort((a, b) => startOf(a) - startOf(b))
  const issuerOf = new Map<string, RunParts>()
  const headOf = new Map<RunParts, RunParts>()
  const joined = new Map<RunParts, { parts: RunTree[]; nodes: SpanNode[] }>()
  for (const run of runs) {
    const earlier = openCallsAnswered(run)
      .map((fp) => issuerOf.get(fp))
      .find((issuer) => issuer !== undefined)
    const head = earlier === undefined ? run : (headOf.get(earlier) ?? earlier)
    headOf.set(run, head)
    const whole = joined.get(head)
    if (whole === undefined) joined.set(head, { parts: [...run.parts], nodes: [...run.nodes] })
    else {
      whole.parts.push(...run.parts)
      whole.nodes.push(...run.nodes)
    }
    for (const fp of openCallsIssued(run)) if (!issuerOf.has(fp)) issuerOf.set(fp, run)
  }
  return [...joined.values()].map((run) => ({ parts: run.parts, nodes: run.nodes.sort(byStart) }))
}

function nodesOf(tree: RunTree): readonly SpanNode[] {
  const nested = (node: SpanNode) => node !== tree.root && tree.excluded.has(node)
  return tree.tops.flatMap((top) => [...walk(top, nested)].filter((node) => !nested(node))).sort(byStart)
}

function startOf(run: RunParts): number {
  return run.nodes[0]?.fact.startUs ?? 0
}

function callsIssued(run: Pick<RunParts, 'nodes'>): readonly string[] {
  return run.nodes.flatMap((node) => (node.fact.messages?.calls ?? []).flatMap((call) => call.callFp ?? []))
}

function callsAnswered(run: Pick<RunParts, 'nodes'>): readonly string[] {
  return run.nodes.flatMap(({ fact }) => {
    const answers = (fact.messages?.answers ?? []).filter(({ approval }) => approval !== 'requested')
    return [...answers.map(({ callFp }) => callFp), fact.tool?.callFp ?? null].filter((fp) => fp !== null)
  })
}

/** Calls that this run issued and that nothing in it answered or executed. */
export function openCallsIssued(run: Pick<RunParts, 'nodes'>): readonly string[] {
  const answered = new Set(callsAnswered(run))
  return [...new Set(callsIssued(run))].filter((fp) => !answered.has(fp))
}

/** Calls that this run's inputs answer or its tools execute without having been issued in it. */
export function openCallsAnswered(run: Pick<RunParts, 'nodes'>): readonly string[] {
  const own = new Set(callsIssued(run))
  return [...new Set(callsAnswered(run))].filter((fp) => !own.has(fp))
}
