import type { RunTree } from './find-roots.ts'
import { unfinishedCalls } from './held-calls.ts'
import { byStart, type SpanNode, walk } from './span-node.ts'
import { callsPerRunMax } from './tool-calls.ts'

/** A run and the parts that continue it in other traces, first part first. */
export interface RunParts {
  readonly parts: readonly RunTree[]
  readonly nodes: readonly SpanNode[]
  readonly open: OpenCalls
}

/**
 * A run that answers or executes a tool call which another run left open goes on with it: an approval resumed in a new
 * trace, or a loop whose model calls each have a trace of their own. The earlier run keeps its id.
 */
export function joinRuns(trees: readonly RunTree[]): readonly RunParts[] {
  const runs = trees.map((tree) => runOf([tree], nodesOf(tree))).sort((a, b) => startOf(a) - startOf(b))
  if (runs.length < 2) return runs
  const issuers = new Map<string, RunParts>()
  const facts = new Map(runs.map((run) => [run, joinFacts(run)]))
  for (const run of runs) for (const fp of run.open.issued) if (!issuers.has(fp)) issuers.set(fp, run)
  const earlier = new Map<RunParts, RunParts>()
  for (const [run, own] of facts) {
    if (run.open.answered.length === 0) continue
    const issuer = run.open.answered
      .map((fp) => issuers.get(fp))
      .find((found) => found !== undefined && found !== run && !areStrangers(facts.get(found), own))
    if (issuer !== undefined && headOf(issuer, earlier) !== run) earlier.set(run, issuer)
  }
  const groups = Map.groupBy(runs, (run) => headOf(run, earlier))
  return [...groups].map(([head, members]) => {
    if (members.length === 1) return head
    const ordered = [head, ...members.filter((member) => member !== head)]
    const nodes = ordered.flatMap((member) => member.nodes).sort(byStart)
    return runOf(
      ordered.flatMap(({ parts }) => parts),
      nodes,
    )
  })
}

function runOf(parts: readonly RunTree[], nodes: readonly SpanNode[]): RunParts {
  return { parts, nodes, open: openCalls(nodes) }
}

/** Follows what each run continues; links are only set where they close no cycle, and point to the head once followed. */
function headOf(run: RunParts, earlier: Map<RunParts, RunParts>): RunParts {
  let head = run
  for (let up = earlier.get(head); up !== undefined; up = earlier.get(head)) head = up
  for (let below = run; below !== head; ) {
    const up = earlier.get(below) ?? head
    earlier.set(below, head)
    below = up
  }
  return head
}

/** Whose a run is. */
interface JoinFacts {
  readonly sessionId: string | null
  readonly userFp: string | null
}

function joinFacts(run: RunParts): JoinFacts {
  return { sessionId: firstOf(run, 'sessionId'), userFp: firstOf(run, 'userFp') }
}

/** Call ids that are not as unique as they look must not join two people's runs. */
function areStrangers(a: JoinFacts | undefined, b: JoinFacts): boolean {
  if (a === undefined) return true
  return differ(a.sessionId, b.sessionId) || differ(a.userFp, b.userFp)
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other
}

function firstOf(run: RunParts, field: 'sessionId' | 'userFp'): string | null {
  return run.nodes.find((node) => node.fact[field] !== null)?.fact[field] ?? null
}

function nodesOf(tree: RunTree): readonly SpanNode[] {
  const nested = (node: SpanNode) => node !== tree.root && tree.excluded.has(node)
  return tree.tops.flatMap((top) => walk(top, nested).filter((node) => !nested(node))).sort(byStart)
}

function startOf(run: RunParts): number {
  return run.nodes[0]?.fact.startUs ?? 0
}

export interface OpenCalls {
  /** Fingerprints of calls that the run issued (or ended on) and that nothing in it answered or executed. */
  readonly issued: readonly string[]
  /** Of calls that its inputs answer or its tools execute without having been issued in it. */
  readonly answered: readonly string[]
}

const none: OpenCalls = { issued: [], answered: [] }

function openCalls(nodes: readonly SpanNode[]): OpenCalls {
  const tellers = nodes.filter(({ fact }) => fact.messages !== null || fact.tool !== null)
  if (tellers.length === 0) return none
  const unfinished = unfinishedCalls(nodes)
  const answered = callsAnswered(tellers, unfinished)
  const issued = callsIssued(tellers)
  const own = ownCalls(tellers, issued)
  const open = [...issued].filter((fp) => !answered.has(fp))
  // A call that the run ended on before it had a result may be run again by the one that goes on with it.
  for (const { fact } of unfinished) {
    const fp = fact.tool?.callFp ?? null
    if (fp !== null && !issued.has(fp) && !answered.has(fp)) open.push(fp)
  }
  return { issued: [...new Set(open)], answered: [...answered].filter((fp) => !own.has(fp)) }
}

function callsIssued(nodes: readonly SpanNode[]): Set<string> {
  const issued = new Set<string>()
  for (const { fact } of nodes) {
    if (fact.messages === null) continue
    if (issued.size >= callsPerRunMax) break
    for (const { callFp } of fact.messages.calls) if (callFp !== null) issued.add(callFp)
  }
  return issued
}

function callsAnswered(nodes: readonly SpanNode[], unfinished: ReadonlySet<SpanNode>): ReadonlySet<string> {
  const answered = new Set<string>()
  for (const node of nodes) {
    const { messages, tool } = node.fact
    if (answered.size >= callsPerRunMax) break
    for (const { callFp, approval } of messages?.answers ?? []) {
      if (callFp !== null && approval !== 'requested') answered.add(callFp)
    }
    if (tool !== null && tool.callFp !== null && !unfinished.has(node)) answered.add(tool.callFp)
  }
  return answered
}

/** Spans around the model calls repeat what an earlier run asked for; they only count where model calls tell nothing. */
function ownCalls(tellers: readonly SpanNode[], issued: ReadonlySet<string>): ReadonlySet<string> {
  if (!tellers.some(({ fact }) => fact.kind === 'llm' && fact.messages?.captured === true)) return issued
  const around = tellers.some(({ fact }) => fact.kind !== 'llm' && fact.messages !== null)
  return around ? callsIssued(tellers.filter(({ fact }) => fact.kind === 'llm')) : issued
}
