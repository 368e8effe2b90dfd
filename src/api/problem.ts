import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import Type, { type Static } from 'typebox'
import { candidateStates } from '../candidate/candidate.ts'
import { StoreUnavailable } from '../store/contract.ts'
import { text, whole } from './fields.ts'
import { formWords } from './parameters.ts'

/** An error as RFC 9457 has it. It names the parameter and never what was in it. */
export const problemSchema = Type.Object({
  type: Type.Literal('about:blank', { description: 'Always the same: `status` and `detail` tell problems apart.' }),
  title: text('What the status is called.'),
  status: whole('The HTTP status code.'),
  detail: text('What was seen and what was expected, for a person; never a value that was sent.'),
  parameter: Type.Optional(text('The parameter or field of the body that it is about.')),
  state: Type.Optional(Type.Enum(candidateStates, { description: 'Of a conflict: the state that stands.' })),
})
export type Problem = Static<typeof problemSchema>

export function problem(status: number, detail: string, parameter?: string): Problem {
  const title = STATUS_CODES[status] ?? 'Error'
  return { type: 'about:blank', title, status, detail, ...(parameter === undefined ? {} : { parameter }) }
}

/** RFC 9110, 10.2.3: a refusal that time may cure says when to come again. */
export function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  if (body.status === 503) reply.header('retry-after', '1')
  return reply.code(body.status).type('application/problem+json').send(JSON.stringify(body))
}

export function answerErrors(app: FastifyInstance, report: (error: unknown) => void): void {
  app.setNotFoundHandler((_, reply) => sendProblem(reply, problem(404, 'there is nothing at this path')))
  app.setErrorHandler<FastifyError>((error, _, reply) => {
    const answer = problemOf(error)
    if (answer.status === 500) report(error)
    return sendProblem(reply, answer)
  })
}

function problemOf(error: FastifyError): Problem {
  if (error.validation !== undefined) return invalid(error)
  if (error instanceof StoreUnavailable) return problem(503, 'the store cannot answer now')
  if (error.code === 'FST_ERR_HANDLER_TIMEOUT') return problem(503, 'the answer took too long')
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500
    ? problem(status, details.get(status) ?? 'the request cannot be served as it was sent')
    : problem(500, 'an unexpected failure; it was logged')
}

const details: ReadonlyMap<number, string> = new Map([
  [413, 'the body is larger than any that is needed here'],
  [415, 'the body must be application/json'],
])

function invalid({ validation }: FastifyError): Problem {
  const [first] = validation ?? []
  if (first === undefined) return problem(400, 'a parameter is not valid')
  const unexpected = first.params.additionalProperty
  return typeof unexpected === 'string' ? unknownParameter(unexpected) : parameterProblem(first)
}

interface ParameterFault {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message?: string | undefined
}

export function parameterProblem(fault: ParameterFault): Problem {
  const name = fault.instancePath.slice(1)
  return problem(400, `parameter ${name} ${expectedBy(fault)}`, name)
}

/** In words of ours: a checker speaks of keywords and expressions. */
function expectedBy({ keyword, params, message }: ParameterFault): string {
  const { allowedValues, limit, pattern, type } = { ...none, ...params }
  switch (keyword) {
    case 'enum':
      return oneOf(allowedValues)
    case 'minimum':
      return `must be at least ${limit}`
    case 'maximum':
      return `must be at most ${limit}`
    case 'minLength':
      return limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`
    case 'maxLength':
      return `must have at most ${limit} characters`
    case 'pattern':
      return formWords.get(String(pattern)) ?? 'is not of the expected form'
    case 'type':
      return type === 'integer' ? 'must be a whole number' : `must be a ${type}`
    default:
      return message ?? 'is not valid'
  }
}

/** What a fault of any keyword may tell. */
const none: Readonly<Record<'allowedValues' | 'limit' | 'pattern' | 'type', unknown>> = {
  allowedValues: null,
  limit: null,
  pattern: null,
  type: 'text',
}

/** The sender chose the name, so it is only repeated where it looks like one. */
export function unknownParameter(name: string): Problem {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,31}$/.test(name)
    ? problem(400, `parameter ${name} is not known here`, name)
    : problem(400, 'a parameter is not known here')
}

function oneOf(values: unknown): string {
  return Array.isArray(values) ? `must be one of ${values.join(', ')}` : 'must be one of the allowed values'
}
