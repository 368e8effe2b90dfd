import type { Step } from '../run/step.ts'
import { hasWord, readFromName } from './name-words.ts'

/** A word list: the same call again is how one waits. */
const waitingWords: ReadonlySet<string> = new Set(['wait', 'sleep', 'pause', 'delay', 'poll'])
/** A word list: the same call again moves on, though its arguments and result do not tell. */
const movingWords: ReadonlySet<string> = new Set([
  'scroll',
  'next',
  'press',
  'click',
  'tick',
  'increment',
  'undo',
  'redo',
])

const isMoving = readFromName((name) => hasWord(name, movingWords))
const isPatient = readFromName((name) => hasWord(name, waitingWords))

/** A call that did not fail and that ought to give nothing new when it is made again. */
export function isRepeatable(step: Step): boolean {
  return (step.outcome === 'ok' || step.outcome === 'unknown') && !isMoving(step.name)
}

/** Waiting for something that is going on. */
export function isWaiting(step: Step): boolean {
  return step.result?.pending === true || isPatient(step.name)
}
