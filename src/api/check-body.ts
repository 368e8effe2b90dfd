import type { TObject } from 'typebox'
import { Check, Errors } from 'typebox/value'
import { type Problem, parameterProblem, problem, unknownParameter } from './problem.ts'

/** Checks a body as it was sent: unlike a query, JSON has types, and nothing is made to fit. */
export function bodyProblem(schema: TObject, body: unknown): Problem | null {
  if (Check(schema, body)) return null
  const faults = Errors(schema, body)
  for (const fault of faults) {
    if (fault.keyword !== 'additionalProperties') continue
    return unknownParameter(String(fault.params.additionalProperties[0]))
  }
  const [first] = faults
  if (first === undefined || (first.keyword === 'type' && first.instancePath === '')) {
    return problem(400, 'the body must be a JSON object')
  }
  if (first.keyword !== 'required') return parameterProblem(first)
  const [missing = ''] = first.params.requiredProperties
  return problem(400, `parameter ${missing} is needed`, missing)
}
