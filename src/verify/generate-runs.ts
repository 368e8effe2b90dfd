import { seeded } from './chance.ts'
import type { PlannedRun } from './planned-run.ts'
import { stories } from './stories.ts'
import type { Story } from './story.ts'

export interface GenerateOptions {
  /** Around when the runs took place; the last one ends before it. */
  readonly untilUs: number
  /** Leaves out stories that are judged only after the service's idle time. */
  readonly withoutIdle?: boolean
  /** Tells only this story, by its name. */
  readonly story?: string
}

/** Runs take place within this time. */
const spreadUs = 20 * 60_000_000
/** The last run starts so long before `untilUs`: none takes longer. */
const longestUs = 60_000_000

/**
 * Agent traffic and what must come of it. The same seed and count tell the same stories whenever they are told, under ids
 * of that time; the same time, too, gives the same runs, to the byte.
 */
export function generateRuns(seed: number, count: number, options: GenerateOptions): readonly PlannedRun[] {
  const chance = { ...seeded(`${seed}`), hex: seeded(`${seed}/${options.untilUs}`).hex }
  const label = labelOf(seed, options)
  const runs: PlannedRun[] = []
  const told = new Map<Story, number>()
  const candidates = stories.filter((story) => isTold(story, options))
  if (candidates.every(({ timesMax }) => timesMax !== undefined)) throw new Error('expected a story without a bound')
  while (runs.length < count) {
    const round = chance.shuffled(candidates.flatMap((story) => Array.from({ length: story.weight }, () => story)))
    for (const story of round) {
      const times = told.get(story) ?? 0
      if (runs.length >= count || times >= (story.timesMax ?? Number.POSITIVE_INFINITY)) continue
      told.set(story, times + 1)
      const startUs = options.untilUs - longestUs - chance.whole(0, spreadUs)
      runs.push(...story.tell({ chance, startUs, label }))
    }
  }
  return runs
}

function isTold({ name, needsIdle }: Story, { withoutIdle, story }: GenerateOptions): boolean {
  return (withoutIdle !== true || needsIdle !== true) && (story === undefined || story === name)
}

/** Part of every agent's name, so that several verifications of one service keep apart. */
export function labelOf(seed: number, { untilUs }: Pick<GenerateOptions, 'untilUs'>): string {
  return seeded(`label/${seed}/${untilUs}`).hex(8)
}
