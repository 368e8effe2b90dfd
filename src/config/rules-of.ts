import type { LessonOverrides } from '../sign/contract.ts'
import type { Config } from './config.ts'
import { type Fault, shown } from './fault.ts'
import { nearest } from './nearest.ts'

/** What the operator set of signals and lessons: plain data that crosses to the threads that judge. */
export function rulesOf({ signals: { off, shadow }, lessons: { split, map } }: Pick<Config, 'signals' | 'lessons'>): {
  readonly signals: { readonly off: readonly string[]; readonly shadow: readonly string[] }
  readonly lessons: LessonOverrides
} {
  return { signals: { off, shadow }, lessons: { split, map } }
}

/** Names of signals that there are not: whoever knows the catalogue asks. A slip of the pen would leave a signal on. */
export function signalFaults(
  { signals, lessons }: Pick<Config, 'signals' | 'lessons'>,
  known: readonly string[],
): readonly Fault[] {
  const unknown = (option: 'shadow' | 'off') =>
    signals[option].flatMap((name, place) => faultOf(`signals.${option}[${place}]`, name))
  const unknownInRules = (option: 'split' | 'map') =>
    lessons[option].flatMap(({ signal = '*' }, place) => faultOf(`lessons.${option}[${place}].signal`, signal))
  const faultOf = (path: string, name: string): readonly Fault[] => {
    if (known.includes(name) || name.includes('*')) return []
    const near = nearest(name, known)
    const expected = near === null ? 'a signal of docs/signals.md' : `a known signal, perhaps ${near}`
    return [{ path, seen: shown(name), expected }]
  }
  return [...unknown('shadow'), ...unknown('off'), ...unknownInRules('split'), ...unknownInRules('map')]
}
