import type { RunTree } from './find-roots.ts'
import { unfinishedCalls } from './held-calls.ts'
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
  const issuers = new Map<string, RunParts>()
  for (const run of runs) for (const fp of openCallsIssued(run)) if (!issuers.has(fp)) issuers.set(fp, run)
  const earlier = new Map<RunParts, RunParts>()
  for (const run of runs) {
    const issuer = openCallsAnswered(run)
      .map((fp) => issuers.get(fp))
      .find((found) => found !== undefined && found !== run && !areStrangers(found, run))
    if (issuer !== undefined && headOf(issuer, earlier) !== run) earlier.set(run, issuer)
  }
  const groups = Map.groupBy(runs, (run) => headOf(run, earlier))
  return [...groups].map(([head, members]) => {
    const ordered = [head, ...members.filter((member) => member !== head)]
    return {
      parts: ordered.flatMap(({ parts }) => parts),
      nodes: ordered.flatMap(({ nodes }) => nodes).sort(byStart),
    }
  })
}

/** Follows what each run continues; links are only set where they close no cycle. */
function headOf(run: RunParts, earlier: ReadonlyMap<RunParts, RunParts>): RunParts {
  let head = run
  for (let up = earlier.get(head); up !== undefined; up = earlier.get(head)) head = up
  return head
}

/** Call ids that are not as unique as they look must not join two people's runs. */
function areStrangers(a: RunParts, b: RunParts): boolean {
  return (['sessionId', 'userFp'] as const).some((field) => {
    const [one, other] = [firstOf(a, field), firstOf(b, field)]
    return one !== null && other !== null && one !== other
  })
}

function firstOf(run: RunParts, field: 'sessionId' | 'userFp'): string | null {
  return run.nodes.find((node) => node.fact[field] !== null)?.fact[field] ?? null
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

/** A call that the run ended on before it had a result may be run again by the one that goes on with it. */
function callsUnfinished(run: Pick<RunParts, 'nodes'>): readonly string[] {
  return [...unfinishedCalls(run.nodes)].flatMap((node) => node.fact.tool?.callFp ?? [])
}

function callsAnswered(run: Pick<RunParts, 'nodes'>): readonly string[] {
  const unfinished = unfinishedCalls(run.nodes)
  return run.nodes.flatMap((node) => {
    const { fact } = node
    const answers = (fact.messages?.answers ?? []).filter(({ approval }) => approval !== 'requested')
    const ran = unfinished.has(node) ? null : (fact.tool?.callFp ?? null)
    return [...answers.map(({ callFp }) => callFp), ran].filter((fp) => fp !== null)
  })
}

/** Calls that this run issued (or ended on) and that nothing in it answered or executed. */
export function openCallsIssued(run: Pick<RunParts, 'nodes'>): readonly string[] {
  const answered = new Set(callsAnswered(run))
  return [...new Set([...callsIssued(run), ...callsUnfinished(run)])].filter((fp) => !answered.has(fp))
}

/** Calls that this run's inputs answer or its tools execute without having been issued in it. */
export function openCallsAnswered(run: Pick<RunParts, 'nodes'>): readonly string[] {
  const own = new Set(callsIssued({ nodes: tellers(run) }))
  return [...new Set(callsAnswered(run))].filter((fp) => !own.has(fp))
}

/** Spans around the model calls repeat what an earlier run asked for; they only count where model calls tell nothing. */
function tellers({ nodes }: Pick<RunParts, 'nodes'>): readonly SpanNode[] {
  const models = nodes.filter((node) => node.fact.kind === 'llm')
  return models.some((node) => node.fact.messages?.captured === true) ? models : nodes
}
