import { buckets } from '../finding/finding.ts'
import type { Signal, SignalDefault } from './signal.ts'
import { signals } from './signals.ts'

/** The page `docs/signals.md`, made from the signals so that it cannot fall behind them. */
export function describeSignals(): string {
  return [...introduction, ...overview(), ...buckets.flatMap(bucketChapter)].join('\n')
}

const introduction = [
  '# Signals',
  '',
  'A signal is a deterministic detector of one kind of weakness: a pure function from a run, and the baseline of its agent,',
  'to findings. No model is called. A finding says where it was (locus), what it was (template), what the agent did next',
  '(recovery), which steps are the evidence, how grave it is and what it cost beyond a run without it.',
  '',
  '**Severity** is comparable across signals: below 0.3 it is a hint, which alone does not make a run unhealthy; from 0.6 on',
  'the run as a whole is in doubt.',
  '',
  '**One weakness, one finding.** A finding all of whose steps are evidence of findings that subsume it is dropped; several',
  'may share in it. A retry storm is one finding, not seven tool errors and a failed run.',
  '',
  '**Abstaining.** A signal that needs a field which a run does not send says so and finds nothing; it does not guess. The',
  'runs of the API carry these abstentions.',
  '',
  'This page is made from the signals by `node src/detect/write-docs.ts`.',
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

function bucketChapter(bucket: Signal['bucket']): readonly string[] {
  return [`## ${bucketTitle(bucket)}`, '', ...signals.filter((signal) => signal.bucket === bucket).flatMap(section)]
}

function section(signal: Signal): readonly string[] {
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
    '',
    ...table(['default', 'value', 'reason'], defaults.map(defaultRow)),
    '',
  ]
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
