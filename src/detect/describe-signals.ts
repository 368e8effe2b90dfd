import { buckets } from '../finding/finding.ts'
import type { Example } from './examples.ts'
import type { Signal, SignalDefault } from './signal.ts'
import { signals } from './signals.ts'

/** The page `docs/signals.md`, made from the signals so that it cannot fall behind them. */
export function describeSignals(examples: readonly Example[]): string {
  const chapters = buckets.flatMap((bucket) => bucketChapter(bucket, examples))
  return [...introduction, ...overview(), ...chapters].join('\n')
}

const introduction = [
  '# Signals',
  '',
  'A signal is a deterministic detector of one kind of weakness: a pure function from a run, and the baseline of its agent,',
  'to findings. No model is called. A finding says where it was (locus), what it was (template), what the agent did next',
  '(recovery), which steps are the evidence, how grave it is and what it cost beyond a run without it.',
  '',
  '**Severity** is between 0 and 1, comparable across signals, and made of parts that a finding names: the base of its signal,',
  'and what is added or taken away by how the run went on. A run whose findings sum to 0.5 or more counts as weak; what is',
  'below is a hint, kept as evidence. From 0.3 on a finding makes its run no example of what is usual. The values are set by',
  'reasoning, in round numbers, and looked at with `bench/quality`: what mostly goes with failure weighs half of a weak run',
  'or more; errors that were made good weigh next to nothing; length is read against the agent’s own runs, and no measure of',
  'it is enough by itself.',
  '',
  '**One weakness, one finding.** A finding all of whose steps are evidence of findings that subsume it is dropped; several',
  'may share in it. A retry storm is one finding, not seven tool errors and a failed run.',
  '',
  '**Abstaining.** A signal that needs a field which a run does not send says so and finds nothing; it does not guess. The',
  'runs of the API carry these abstentions.',
  '',
  'This page is made by `node src/detect/write-docs.ts` from the signals, and from the real runs in `test/fixtures/runs`.',
  '',
]

function overview(): readonly string[] {
  const rows = signals.map(({ name, bucket, definition }) => [
    `[\`${name}\`](#${name})`,
    bucketTitle(bucket),
    definition,
  ])
  return [...table(['signal', 'bucket', 'fires when'], rows), '']
}

function bucketChapter(bucket: Signal['bucket'], examples: readonly Example[]): readonly string[] {
  const inBucket = signals.filter((signal) => signal.bucket === bucket)
  return [`## ${bucketTitle(bucket)}`, '', ...inBucket.flatMap((signal) => section(signal, examples))]
}

function section(signal: Signal, examples: readonly Example[]): readonly string[] {
  const { name, definition, reason, needs, abstains, subsumes, defaults } = signal
  return [
    `### ${name}`,
    '',
    definition,
    '',
    `- **Why:** ${reason}`,
    `- **Needs:** ${needs.join(', ')}`,
    `- **Abstains:** ${abstains ?? 'never'}`,
    `- **Subsumes:** ${subsumes.length === 0 ? 'nothing' : subsumes.map((other) => `[\`${other}\`](#${other})`).join(', ')}`,
    `- **Subsumed by:** ${subsumersOf(name)}`,
    ...examples.filter((example) => example.signal === name).map(shownExample),
    '',
    ...table(['default', 'value', 'reason'], defaults.map(defaultRow)),
    '',
  ]
}

function shownExample({ fires, source, text }: Example): string {
  return `- **${fires ? 'Fires' : 'Holds back'}** on a run of ${source}: ${text}`
}

function subsumersOf(name: string): string {
  const names = signals.filter((signal) => signal.subsumes.includes(name)).map((signal) => signal.name)
  return names.length === 0 ? 'nothing' : names.map((other) => `[\`${other}\`](#${other})`).join(', ')
}

function defaultRow({ name, value, reason }: SignalDefault): readonly string[] {
  return [`\`${name}\``, String(value), reason]
}

function bucketTitle(bucket: Signal['bucket']): string {
  const words = bucket.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
