import type { Answer } from '../../src/verify/send/answer.ts'

/** Every answer of a scenario with its time, and what happened when. */
export interface Answers {
  hear(answer: Answer, tookMs: number): void
  mark(moment: 'gone' | 'back'): void
  facts(): readonly string[]
  wrong(): readonly string[]
}

interface Heard {
  readonly atMs: number
  readonly tookMs: number
  readonly kind: Answer['kind']
}

/** Rule 14 and the criteria of the store's absence: every export is answered in time, and goodput is back soon. */
const answerMsMax = 2_500
const backMsMax = 5_000
const backShare = 0.95
const windowMs = 1_000

export function listen(nowMs: () => number = () => performance.now()): Answers {
  const heard: Heard[] = []
  let goneMs: number | null = null
  let backMs: number | null = null
  const beginMs = nowMs()
  const awayAnswers = () => heard.filter(({ atMs }) => goneMs !== null && atMs > goneMs && atMs < (backMs ?? atMs + 1))
  const slowest = () => Math.max(0, ...awayAnswers().map(({ tookMs }) => tookMs))
  const back = () => (goneMs === null || backMs === null ? null : backAfterMs(heard, beginMs, goneMs, backMs))
  return {
    hear: ({ kind }, tookMs) => heard.push({ atMs: nowMs(), tookMs, kind }),
    mark: (moment) => {
      if (moment === 'gone') goneMs ??= nowMs()
      else backMs = nowMs()
    },
    facts: () => {
      const refused = heard.filter(({ kind }) => kind === 'refused').length
      const away = awayAnswers()
      const first = `${heard.length - refused} acknowledged, ${refused} refused`
      if (goneMs === null) return [first]
      const told = `${away.length} answers while it lasted, slowest ${Math.round(slowest())} ms`
      return [first, told, ...(back() === null ? [] : [`goodput back after ${Math.round(back() ?? 0)} ms`])]
    },
    wrong: () => {
      if (goneMs === null) return []
      const late =
        slowest() > answerMsMax ? [`an answer took ${Math.round(slowest())} ms, expected ${answerMsMax}`] : []
      const after = back()
      if (backMs === null || (after !== null && after <= backMsMax)) return late
      return [
        ...late,
        `goodput was back after ${after === null ? 'too long' : `${Math.round(after)} ms`}, expected ${backMsMax}`,
      ]
    },
  }
}

/** From when on as much was acknowledged in a second as before it went wrong; null when never. */
function backAfterMs(heard: readonly Heard[], beginMs: number, goneMs: number, backMs: number): number | null {
  const acknowledged = heard.filter(({ kind }) => kind === 'acknowledged').map(({ atMs }) => atMs)
  const before = acknowledged.filter((atMs) => atMs < goneMs).length
  const rate = (before * windowMs) / Math.max(windowMs, goneMs - beginMs)
  const starts = acknowledged.filter((atMs) => atMs >= backMs)
  const first = starts.find((from) => {
    return starts.filter((atMs) => atMs >= from && atMs < from + windowMs).length >= Math.floor(rate * backShare)
  })
  return first === undefined ? null : first - backMs
}
