import { byStart, type SpanNode, walk } from './span-node.ts'

/**
 * A run before it is read: its root where there is one, and the tops of the trees that belong to it. Rules:
 * conventions §2, "Run root, nesting and stitching".
 */
export interface RunTree {
  /** The span that is the run; null when it never arrived, or when only infrastructure stands above its steps. */
  readonly root: SpanNode | null
  /** Trees of the run, in start order; just the root when there is one. */
  readonly tops: readonly SpanNode[]
  /** Roots of other runs below: remote sub-agents, whose spans are not this run's. */
  readonly excluded: ReadonlySet<SpanNode>
  /** Names the run when it has no root: the missing parent, the common ancestor or the first span. */
  readonly anchorId: string
  readonly rootMissing: boolean
  /** Some part below hangs from a parent that never arrived. */
  readonly parentMissing: boolean
  /** The trace holds no other run. */
  readonly alone: boolean
}

export function findRuns(forest: readonly SpanNode[]): readonly RunTree[] {
  const seen: Seen = { holding: new Set(), nearest: new Map() }
  const trees = forest.map((top) => ({ top, roots: rootsIn(top, seen) }))
  const roots = trees.flatMap((tree) => tree.roots)
  const loose = trees.flatMap(({ top, roots: own }) => (own.length === 0 && holds(top, isStepKind) ? [top] : []))
  const excluded = new Set(roots)
  const runs = withLoose(
    roots.map((root) => runOfRoot(root, excluded)),
    loose,
    excluded,
  )
  const [only] = runs
  return only !== undefined && runs.length === 1 ? [{ ...only, alone: true }] : runs
}

/** What was seen of the trees of a trace: of many small ones it is not worth a set each. */
interface Seen {
  /** Spans with a model call or an agent below. */
  readonly holding: Set<SpanNode>
  /** What may be a root, nearest above the children of a span. */
  readonly nearest: Map<SpanNode, SpanNode>
}

/** One pass up and one pass down, so that deep or wide trees stay linear. */
function rootsIn(top: SpanNode, { holding, nearest }: Seen): SpanNode[] {
  const nodes = walk(top)
  addHolders(holding, nodes, isModelOrAgent)
  const roots: SpanNode[] = []
  const whole = !isPartOfLostRun(top) || isOfSeveral(nodes)
  for (const node of nodes) {
    const above = node.parent === null ? undefined : nearest.get(node.parent)
    const candidate = isCandidate(node, whole && (holding.has(node) || isModelOrAgent(node)))
    if (candidate && isRunRoot(node, above)) roots.push(node)
    const nearestHere = candidate ? node : above
    if (nearestHere !== undefined && node.children.length > 0) nearest.set(node, nearestHere)
  }
  if (!roots.some(isChain)) return roots
  const nested = new Set(roots)
  return roots.flatMap((root) => split(root, nested))
}

/** Adds the nodes that have a node below that is `what`. Parents come before their children. */
function addHolders(holding: Set<SpanNode>, nodes: readonly SpanNode[], what: (node: SpanNode) => boolean): void {
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const node = nodes[index]
    if (node === undefined || node.parent === null || !(what(node) || holding.has(node))) continue
    holding.add(node.parent)
  }
}

function isRunRoot(node: SpanNode, above: SpanNode | undefined): boolean {
  if (node.fact.rootMark !== null) return node.fact.rootMark
  return above === undefined || processOf(above) !== processOf(node)
}

/** A chain may be a root only where its parent is known to be none of it: parts of a lost run look the same. */
function isCandidate(node: SpanNode, holding: boolean): boolean {
  const { role } = node.fact
  if (role === 'agent' || role === 'workflow') return true
  if (role !== 'chain' || !holding) return false
  return !node.orphan || node.fact.remoteParent === true || node.fact.rootMark === true
}

/** Chains and turns are parts of a run: where their parent is lost, so is the run, and no chain below them is one. */
function isPartOfLostRun(top: SpanNode): boolean {
  return isLostPart(top) && (top.fact.role === 'chain' || top.fact.role === 'turn')
}

/** Runs of several sessions below a worker loop that never ends are no parts of one. */
function isOfSeveral(nodes: readonly SpanNode[]): boolean {
  const sessions = new Set<string>()
  for (const { fact } of nodes) if (fact.sessionId !== null) sessions.add(fact.sessionId)
  return sessions.size > 1
}

function processOf(node: SpanNode): string {
  return `${node.fact.service.name}\n${node.fact.service.instanceId ?? ''}`
}

function holds(top: SpanNode, what: (node: SpanNode) => boolean): boolean {
  return what(top) || walk(top).some(what)
}

function isModelOrAgent(node: SpanNode): boolean {
  return node.fact.kind === 'llm' || node.fact.kind === 'agent' || node.fact.role === 'workflow'
}

/**
 * A chain above agents of several sessions is a worker loop or a notebook: each agent is a run. What is below a root of
 * its own is that root's to split.
 */
function split(root: SpanNode, roots: ReadonlySet<SpanNode>): SpanNode[] {
  if (!isChain(root)) return [root]
  const isAgent = (node: SpanNode) => node.fact.role === 'agent'
  const below = walk(root, (node) => isAgent(node) || roots.has(node))
  const agents = below.filter((node) => node !== root && isAgent(node))
  const sessions = new Set(agents.map((agent) => agent.fact.sessionId))
  return agents.length > 1 && sessions.size > 1 && !sessions.has(null) ? agents : [root]
}

function isChain({ fact }: SpanNode): boolean {
  return fact.role === 'chain'
}

const whole = { rootMissing: false, parentMissing: false, alone: false } as const

function runOfRoot(root: SpanNode, excluded: ReadonlySet<SpanNode>): RunTree {
  return { ...whole, root, tops: [root], excluded, anchorId: root.fact.spanId }
}

/** Trees without a root of their own: parts of the one run of this trace, or together a run whose root is missing. */
function withLoose(
  runs: readonly RunTree[],
  loose: readonly SpanNode[],
  excluded: ReadonlySet<SpanNode>,
): readonly RunTree[] {
  if (loose.length === 0) return runs
  const orphans = loose.filter(isLostPart)
  const bare = loose.filter((top) => !isLostPart(top) && holds(top, isModelOrAgent))
  const homes = homesOf(orphans, runs)
  const strays = homes.get(null) ?? []
  const lost = strays.some(isOfLostRun) ? [lostRun(strays, excluded)] : []
  return [...runs.map((run) => adopt(run, homes.get(run) ?? [])), ...bare.map((top) => bareRun(top, excluded)), ...lost]
}

/** Tools of a parent in their own process were called by a run; behind a remote parent they are a server's. */
function isOfLostRun(top: SpanNode): boolean {
  return holds(top, isModelOrAgent) || (top.fact.remoteParent === false && holds(top, isTool))
}

function isTool(node: SpanNode): boolean {
  // A server's own span of a call hangs below its HTTP span, which is often left out.
  return (node.fact.kind === 'tool' && node.fact.family !== 'mcp') || node.fact.kind === 'handoff'
}

function isLostPart(top: SpanNode): boolean {
  return top.orphan && top.fact.remoteParent !== true
}

/** The orphans of each run: of the only one of the trace, or of the latest that was going on when the orphan started. */
function homesOf(
  orphans: readonly SpanNode[],
  runs: readonly RunTree[],
): ReadonlyMap<RunTree | null, readonly SpanNode[]> {
  const [only] = runs
  if (runs.length === 1 && only !== undefined) return new Map([[only, orphans]])
  return Map.groupBy(orphans.toSorted(byStart), latestGoingOn(runs.toSorted((a, b) => startOf(a) - startOf(b))))
}

/** For orphans in start order: runs that ended before one of them are over for all that follow. */
function latestGoingOn(runs: readonly RunTree[]): (orphan: SpanNode) => RunTree | null {
  const begun: RunTree[] = []
  let next = 0
  return ({ fact }) => {
    for (let run = runs[next]; run !== undefined && startOf(run) <= fact.startUs; run = runs[next]) {
      begun.push(run)
      next += 1
    }
    while (begun.length > 0 && endOf(begun.at(-1)) < fact.startUs) begun.pop()
    return begun.at(-1) ?? null
  }
}

function startOf(run: RunTree): number {
  return run.root?.fact.startUs ?? 0
}

function endOf(run: RunTree | undefined): number {
  return run?.root?.fact.endUs ?? 0
}

function adopt(run: RunTree, orphans: readonly SpanNode[]): RunTree {
  if (orphans.length === 0) return run
  return { ...run, tops: [...run.tops, ...orphans].sort(byStart), parentMissing: true }
}

function lostRun(orphans: readonly SpanNode[], excluded: ReadonlySet<SpanNode>): RunTree {
  const tops = [...orphans].sort(byStart)
  const first = tops[0]?.fact
  return {
    root: null,
    tops,
    excluded,
    anchorId: first?.parentSpanId ?? first?.spanId ?? '',
    rootMissing: true,
    parentMissing: true,
    alone: false,
  }
}

/** Model calls without any agent: the lowest common ancestor that is no infrastructure, or the call itself. */
function bareRun(top: SpanNode, excluded: ReadonlySet<SpanNode>): RunTree {
  const common = lowestCommon(top)
  const root = common.fact.role === 'infra' || common.fact.role === 'session' ? null : common
  return { ...whole, root, tops: [common], excluded, anchorId: common.fact.spanId }
}

/** Goes down as long as all steps are below one child. */
function lowestCommon(top: SpanNode): SpanNode {
  const holding = new Set<SpanNode>()
  addHolders(holding, walk(top), isStepKind)
  let common = top
  while (!isStepKind(common)) {
    const busy = common.children.filter((child) => isStepKind(child) || holding.has(child))
    const [only] = busy
    if (busy.length !== 1 || only === undefined) break
    common = only
  }
  return common
}

function isStepKind(node: SpanNode): boolean {
  return node.fact.kind !== 'other'
}
