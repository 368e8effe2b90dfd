import { defaultPolicy } from '../../src/decide/default-policy.ts'
import type { SignedFinding } from '../../src/finding/signed-finding.ts'
import type { Pattern } from '../../src/pattern/pattern.ts'
import { replay } from '../../src/replay/replay.ts'
import type { RunRecord } from '../../src/store/contract.ts'
import type { Dataset } from './datasets.ts'
import type { JudgedFinding, JudgedRun } from './judged-run.ts'
import { type Label, readLabels } from './label.ts'
import { recurringLessons } from './weight.ts'

/** Replays one data set alone, in a store of its own, and joins the labels by trace id. */
export async function replayDataset(dataset: Dataset): Promise<readonly JudgedRun[]> {
  const labels = await readLabels(dataset.labelsPath)
  const { records, patterns, input } = await replay([dataset.tracesPath], { policy: defaultPolicy })
  if (input.refused > 0)
    throw new Error(`${dataset.name}: ${input.refused} requests refused, expected none: the figures would lie`)
  return join(dataset.name, labels, records, patterns)
}

function join(
  dataset: string,
  labels: readonly Label[],
  records: readonly RunRecord[],
  patterns: readonly Pattern[],
): readonly JudgedRun[] {
  const lessonOf = lessonBySignature(patterns)
  const byTrace = recordsByTrace(records)
  const found = labels.map((label) => {
    const own = byTrace.get(label.traceId) ?? []
    return { label, own, findings: own.flatMap((record) => record.findings.map((finding) => named(finding, lessonOf))) }
  })
  const recurring = recurringLessons(found.map(({ findings }) => ({ lessons: findings.map(({ lesson }) => lesson) })))
  return found.toSorted(byStart).map(({ label, own, findings }, index) => ({
    dataset,
    index,
    label,
    runs: own.map(({ run }) => run),
    findings: findings
      .map((finding) => ({ ...finding, recurs: recurring.has(finding.lesson) }))
      .toSorted((a, b) => b.severity - a.severity),
  }))
}

/** A signature's lesson is known for good only when all runs are in: what the store says at the end goes. */
function lessonBySignature(patterns: readonly Pattern[]): ReadonlyMap<string, string> {
  return new Map(patterns.map(({ signature, lesson }) => [signature, lesson]))
}

function named(finding: SignedFinding, lessonOf: ReadonlyMap<string, string>): Omit<JudgedFinding, 'recurs'> {
  const { severityParts, ...rest } = finding
  return { ...rest, lesson: lessonOf.get(finding.signature) ?? finding.lesson, parts: severityParts }
}

function recordsByTrace(records: readonly RunRecord[]): ReadonlyMap<string, readonly RunRecord[]> {
  const byTrace = new Map<string, RunRecord[]>()
  for (const record of records)
    for (const traceId of record.run.traceIds) byTrace.set(traceId, [...(byTrace.get(traceId) ?? []), record])
  return byTrace
}

interface Found {
  readonly label: Label
  readonly own: readonly RunRecord[]
}

function byStart(a: Found, b: Found): number {
  return startOf(a) - startOf(b) || (a.label.traceId < b.label.traceId ? -1 : 1)
}

function startOf({ own }: Found): number {
  return Math.min(...own.map(({ run }) => run.startUs))
}
