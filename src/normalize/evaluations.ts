import type { AttributeMap } from '../span/attribute-value.ts'
import type { EvaluationFact } from '../span/span-fact.ts'
import { booleanOf, type Data, isKeyed, keysOf, member, numberOf, textOf } from './data.ts'
import { unflatten } from './flattened.ts'
import { nameOf } from './names.ts'

/** OpenInference: flattened lists on the span they are about, or on any span for its trace or session. */
export const evaluationPrefixes = ['', 'trace.', 'session.'].flatMap((scope) => [
  `${scope}evaluations.`,
  `${scope}annotations.`,
])

const evaluationsMax = 32

/** Scores that were sent on the span itself. Their explanations are content and not read. */
export function spanEvaluations(attributes: AttributeMap): readonly EvaluationFact[] {
  const rows = evaluationPrefixes.flatMap((prefix) => unflatten(attributes, prefix) ?? [])
  return rows.slice(0, evaluationsMax).flatMap((row) => {
    const told = member(row, 'evaluation') ?? member(row, 'annotation')
    if (!isKeyed(told)) return []
    return [evaluationOf(new Map(keysOf(told).map((key) => [key, member(told, key) ?? null])), 'evaluation')]
  })
}

export function evaluationOf(attributes: ReadonlyMap<string, Data>, name: string): EvaluationFact {
  const first = (keys: readonly string[]) => keys.map((key) => attributes.get(key)).find((value) => value !== undefined)
  const label = nameOf(textOf(first(['gen_ai.evaluation.score.label', 'gen_ai.evaluation.label', 'label', 'rating'])))
  return {
    name: nameOf(textOf(first(['gen_ai.evaluation.name', 'name']))) ?? name,
    score: numberOf(first(['gen_ai.evaluation.score.value', 'gen_ai.evaluation.score', 'score', 'value'])),
    label,
    passed: booleanOf(first(['gen_ai.evaluation.passed', 'passed'])) ?? passedLabel(label),
    by: name === 'feedback' ? 'human' : evaluatorOf(textOf(first(['annotator_kind', 'gen_ai.evaluation.source']))),
  }
}

function evaluatorOf(kind: string | null): EvaluationFact['by'] {
  const word = kind?.toLowerCase() ?? ''
  if (word === 'human' || word === 'user') return 'human'
  if (word === 'llm' || word === 'model') return 'model'
  return word === 'code' ? 'code' : null
}

function passedLabel(label: string | null): boolean | null {
  const word = label?.toLowerCase() ?? ''
  if (['pass', 'passed', 'true', 'good', 'positive', 'thumbs_up', 'relevant', 'correct'].includes(word)) return true
  return ['fail', 'failed', 'false', 'bad', 'negative', 'thumbs_down', 'irrelevant', 'incorrect'].includes(word)
    ? false
    : null
}
