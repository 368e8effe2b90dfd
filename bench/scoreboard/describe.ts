import type { ExpectedRun, ExpectedStep } from './expected.ts'
import type { SeenRun, SeenStep } from './seen.ts'

export function expectedText({ groups, optional }: ExpectedRun): string {
  const steps = groups.flat().map(expectedStepText)
  const extras = [...optional].map(([name, count]) => `(${name}×${count})`)
  return [...fold(steps), ...extras].join(' ') || 'no steps'
}

export function seenText({ steps }: SeenRun): string {
  return fold(steps.map(seenStepText)).join(' ') || 'no steps'
}

function expectedStepText(step: ExpectedStep): string {
  switch (step.kind) {
    case 'tool':
      return `${step.name}:${step.outcome}`
    case 'approval':
      return `approval(${step.tool}):${step.approved ? 'approved' : 'rejected'}`
    case 'guardrail':
      return `guardrail(${step.name}):${step.tripped ? 'tripped' : 'ok'}`
    case 'handoff':
      return `handoff(${step.to})`
  }
}

function seenStepText({ kind, name, outcome }: SeenStep): string {
  return kind === 'tool' ? `${name}:${outcome}` : `${kind}(${name}):${outcome}`
}

function fold(words: readonly string[]): readonly string[] {
  const folded: { word: string; times: number }[] = []
  for (const word of words) {
    const last = folded.at(-1)
    if (last?.word === word) last.times += 1
    else folded.push({ word, times: 1 })
  }
  return folded.map(({ word, times }) => (times > 1 ? `${word}×${times}` : word))
}
