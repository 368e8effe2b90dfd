import type { Step } from './step.ts'

const shownMax = 24

/** The run's steps as an ordered sequence with repeats folded: `search×6 → refund → answer`. */
export function trajectory(steps: readonly Step[], answered: boolean): string {
  const names = steps.filter((step) => step.kind !== 'llm' && step.kind !== 'agent').map((step) => step.name)
  if (answered) names.push('answer')
  const folded: { name: string; times: number }[] = []
  for (const name of names) {
    const last = folded.at(-1)
    if (last?.name === name) last.times += 1
    else folded.push({ name, times: 1 })
  }
  const shown = folded.slice(0, shownMax).map(({ name, times }) => (times > 1 ? `${name}×${times}` : name))
  if (folded.length > shownMax) shown.push('…')
  return shown.join(' → ')
}
