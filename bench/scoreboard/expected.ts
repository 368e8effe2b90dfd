import type { Manifest, ManifestStep } from './manifest.ts'

export interface Expected {
  readonly runs: readonly ExpectedRun[]
  /** The signals of which one has to name the planted weakness; empty when none of the signals is about it. */
  readonly signals: readonly string[]
  /** Nothing was planted, so nothing may be found. */
  readonly healthy: boolean
}

export interface ExpectedRun {
  readonly status: string
  /** In order; the steps inside a group come in any order, because they ran in parallel. */
  readonly groups: readonly (readonly ExpectedStep[])[]
  /**
   * Calls of the model for which no tool body ran, by name: of an unknown tool, refused, of a sub-agent, a hand-over.
   * They may show as a step, or not.
   */
  readonly optional: ReadonlyMap<string, number>
}

export type ExpectedStep =
  | { readonly kind: 'tool'; readonly name: string; readonly outcome: 'ok' | 'error'; readonly asked: boolean }
  | { readonly kind: 'approval'; readonly tool: string; readonly approved: boolean }
  | { readonly kind: 'guardrail'; readonly name: string; readonly tripped: boolean }
  | { readonly kind: 'handoff'; readonly to: string; readonly by: readonly string[] }

/** What should be seen of a capture. */
export function expectedOf({ expected }: Manifest): Expected {
  const parts = stepsByRun(expected.steps, expected.runs.length)
  const runs = expected.runs.map(({ status }, index) => expectedRun(status, parts[index] ?? []))
  return { runs, signals: signals.get(expected.failureMode) ?? [], healthy: expected.failureMode === 'none' }
}

/** Failure modes that one of the built signals is about. */
const signals: ReadonlyMap<string, readonly string[]> = new Map([
  ['recovered_tool_error', ['tool_error', 'tool_timeout']],
  ['tool_error', ['tool_error', 'tool_timeout']],
  ['unknown_tool', ['tool_not_found']],
  ['retry_storm', ['retry_storm']],
  ['loop', ['repeated_call']],
  ['empty_retrieval', ['empty_retrieval']],
  ['process_killed', ['run_abandoned']],
  ['aborted', ['run_abandoned']],
  ['invalid_tool_arguments', ['invalid_arguments']],
  // Where the failed model call was not exported, only what the run came to can be seen.
  ['llm_error', ['llm_error', 'rate_limited', 'run_failed', 'run_abandoned']],
  ['truncated', ['output_truncated']],
  ['approval_rejected', ['approval_rejected']],
  ['guardrail_tripped', ['guardrail_blocked']],
])

/**
 * Runs that follow each other are parted by their `run_end`. Runs at the same time have all their ends last, and all
 * took the same steps, so each kind of step is dealt out in turn.
 */
function stepsByRun(steps: readonly ManifestStep[], runs: number): readonly (readonly ManifestStep[])[] {
  const parts: ManifestStep[][] = [[]]
  for (const step of steps) {
    if (step.kind === 'run_end') parts.push([])
    else parts.at(-1)?.push(step)
  }
  const filled = parts.filter((part) => part.length > 0)
  return runs > 1 && filled.length === 1 ? deal(filled[0] ?? [], runs) : parts
}

function deal(steps: readonly ManifestStep[], runs: number): readonly (readonly ManifestStep[])[] {
  const kinds = [...new Set(steps.map((step) => step.kind))]
  return Array.from({ length: runs }, (_, run) =>
    kinds.flatMap((kind) => steps.filter((step) => step.kind === kind).filter((_, index) => index % runs === run)),
  )
}

function expectedRun(status: string, steps: readonly ManifestStep[]): ExpectedRun {
  const calls = steps.flatMap((step) => step.toolCalls ?? []).map(({ name }) => name)
  const ran = steps.filter((step) => step.kind === 'tool').map((step) => step.tool ?? '')
  return { status, groups: groupsOf(steps, new Set(calls)), optional: leftOver(calls, ran) }
}

function leftOver(calls: readonly string[], ran: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of calls) counts.set(name, (counts.get(name) ?? 0) + 1)
  for (const name of ran) counts.set(name, (counts.get(name) ?? 0) - 1)
  return new Map([...counts].filter(([, count]) => count > 0))
}

function groupsOf(steps: readonly ManifestStep[], asked: ReadonlySet<string>): readonly (readonly ExpectedStep[])[] {
  const groups: ExpectedStep[][] = []
  let lastCalls: readonly string[] = []
  for (const step of steps) {
    if (step.kind === 'llm') {
      lastCalls = (step.toolCalls ?? []).map(({ name }) => name)
      groups.push([])
    }
    const wanted = expectedStep(step, asked, lastCalls)
    const parallel = lastCalls.length > 1 ? groups.at(-1) : undefined
    if (wanted !== null && parallel !== undefined) parallel.push(wanted)
    else if (wanted !== null) groups.push([wanted])
  }
  return groups.filter((group) => group.length > 0)
}

function expectedStep(
  step: ManifestStep,
  asked: ReadonlySet<string>,
  lastCalls: readonly string[],
): ExpectedStep | null {
  const name = step.tool ?? step.name ?? ''
  switch (step.kind) {
    case 'tool':
      return { kind: 'tool', name, outcome: step.result === 'ok' ? 'ok' : 'error', asked: asked.has(name) }
    case 'approval':
      return { kind: 'approval', tool: name, approved: step.decision === 'approved' }
    case 'guardrail':
      return { kind: 'guardrail', name, tripped: step.tripped === true }
    case 'handoff':
      return { kind: 'handoff', to: step.to ?? '', by: lastCalls }
    default:
      return null
  }
}
