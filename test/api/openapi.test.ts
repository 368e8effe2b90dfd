import Type from 'typebox'
import Schema from 'typebox/schema'
import { Errors } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { hexId, stormSignature } from './contents.ts'
import { sharedServer } from './served.ts'

const served = sharedServer()

/** A schema as JSON, as far as it is walked here. */
interface Node {
  readonly type?: string
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly anyOf?: readonly Node[]
}

interface Field {
  readonly path: string
  readonly node: Node
}

/** Every field below a schema, through lists and alternatives. */
function fieldsBelow({ path, node }: Field): readonly Field[] {
  const { properties = {}, items, anyOf = [] } = node
  const named = Object.entries(properties).map(([name, field]) => ({ path: `${path}.${name}`, node: field }))
  const inner = [...(items === undefined ? [] : [items]), ...anyOf].map((one) => ({ path, node: one }))
  return [...named, ...[...named, ...inner].flatMap(fieldsBelow)]
}

function isNumber({ type, anyOf = [] }: Node): boolean {
  return type === 'integer' || type === 'number' || anyOf.some(isNumber)
}

const units =
  /\b(approvals|attempts|calls|candidates|characters|counted from 1|days|documents|events|facts|items|milliseconds|patterns|places?|runs|seconds|sequence|share|spans|status code|steps|tokens|traces|unit|USD|users|version|chunks|dead letters)\b/i

function faultsOf({ path, node }: Field): readonly string[] {
  const { description = '' } = node
  if (description.trim() === '') return [`${path} has no description`]
  if (!/^[A-Za-z`].*[.]$/s.test(description)) return [`${path}: its description is no sentence`]
  return isNumber(node) && !units.test(description) ? [`${path}: its description names no unit`] : []
}

/** What OpenAPI 3.1 asks of a description like ours: https://spec.openapis.org/oas/v3.1.0.html#schema */
const mediaTypes = Type.Record(
  Type.String({ pattern: '^[a-z]+/[a-z0-9.+-]+$' }),
  Type.Object({ schema: Type.Object({}) }),
  { additionalProperties: false },
)
const operationSchema = Type.Object(
  {
    operationId: Type.String({ pattern: '^\\w+$' }),
    summary: Type.String({ minLength: 1 }),
    description: Type.String(),
    security: Type.Array(Type.Record(Type.String(), Type.Array(Type.String()))),
    parameters: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1 }),
          in: Type.Enum(['path', 'query', 'header', 'cookie']),
          required: Type.Boolean(),
          description: Type.String({ minLength: 1 }),
          schema: Type.Object({}),
        },
        { additionalProperties: false },
      ),
    ),
    requestBody: Type.Optional(
      Type.Object({ required: Type.Boolean(), content: mediaTypes }, { additionalProperties: false }),
    ),
    responses: Type.Record(
      Type.String({ pattern: '^([1-5](\\d\\d|XX)|default)$' }),
      Type.Object({ description: Type.String({ minLength: 1 }), content: mediaTypes }, { additionalProperties: false }),
      { minProperties: 1, additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
const openapiSchema = Type.Object(
  {
    openapi: Type.String({ pattern: '^3\\.1\\.\\d+$' }),
    info: Type.Object({ title: Type.String(), version: Type.String(), description: Type.String() }),
    servers: Type.Array(Type.Object({ url: Type.String() })),
    paths: Type.Record(
      Type.String({ pattern: '^/' }),
      Type.Object(
        { get: Type.Optional(operationSchema), post: Type.Optional(operationSchema) },
        { additionalProperties: false, minProperties: 1 },
      ),
      { additionalProperties: false },
    ),
    components: Type.Object({
      schemas: Type.Record(Type.String(), Type.Object({})),
      securitySchemes: Type.Record(Type.String(), Type.Object({ type: Type.Enum(['http', 'apiKey']) })),
    }),
  },
  { additionalProperties: false },
)

const examples: Readonly<Record<string, string>> = {
  '/api/v1/patterns/{signature}': `/api/v1/patterns/${stormSignature}`,
  '/api/v1/patterns/{signature}/counts': `/api/v1/patterns/${stormSignature}/counts`,
  '/api/v1/patterns/{signature}/explanation': `/api/v1/patterns/${stormSignature}/explanation`,
  '/api/v1/runs/{runId}': `/api/v1/runs/${hexId('1')}`,
  '/api/v1/candidates/{id}': '/api/v1/candidates/second',
  '/api/v1/candidates/{id}/decision': '/api/v1/candidates/third/decision',
  '/api/v1/traces/{traceId}/runs': `/api/v1/traces/${hexId('8')}/runs`,
}

const bodies: Readonly<Record<string, object>> = {
  '/api/v1/candidates/{id}/decision': { decision: 'accept', reason: 'seen it twice' },
  '/api/v1/dead-letters/replay': { sink: 'hook' },
}

const described = routes.map(({ method, url }) => [method, url.replaceAll(/:(\w+)/g, '{$1}')] as const)

describe('GET /openapi.json', () => {
  it('describes every route, and nothing else', async () => {
    const { body } = await (await served()).get('/openapi.json')

    const found = Object.entries<object>(body.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(found.sort()).toEqual(described.map(([method, path]) => `${method} ${path}`).sort())
  })

  it('is an OpenAPI 3.1 description', async () => {
    const { body } = await (await served()).get('/openapi.json')

    expect(Errors(openapiSchema, body)).toEqual([])
    expect(Errors(openapiSchema, { ...body, paths: { nowhere: {} } })).not.toEqual([])
  })

  it('has a parameter for every place in a path, each name once, and resolves every reference', async () => {
    const { body, text } = await (await served()).get('/openapi.json')

    for (const [method, path] of described) {
      const { parameters } = body.paths[path][method.toLowerCase()]
      const names = (place: string) =>
        parameters.filter((one: { in: string }) => one.in === place).map((one: { name: string }) => one.name)
      expect(names('path').sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort())
      expect(new Set(names('query')).size).toBe(names('query').length)
    }
    for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
      expect(body.components.schemas).toHaveProperty(name)
    }
    expect(text.match(/"\$ref":"(?!#\/components\/schemas\/)/)).toBeNull()
  })

  it('tells parameters with their bounds, and that those with a default need not be sent', async () => {
    const { parameters } = (await (await served()).get('/openapi.json')).body.paths['/api/v1/patterns'].get

    const limit = parameters.find(({ name }: { name: string }) => name === 'limit')
    expect(limit).toMatchObject({ in: 'query', required: false, schema: { minimum: 1, maximum: 500, default: 50 } })
  })

  it('gives every operation an id of its own, and says which need a key', async () => {
    const { body } = await (await served()).get('/openapi.json')

    const operations = described.map(([method, path]) => body.paths[path][method.toLowerCase()])
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
    expect(body.paths['/healthz'].get.security).toEqual([])
    expect(body.paths['/api/v1/runs'].get.security).toEqual([{ bearer: [] }, { apiKey: [] }])
  })

  for (const [method, path] of described.filter(([, path]) => path !== '/metrics')) {
    it(`describes what ${method} ${path} answers, and what it refuses with`, async () => {
      const { get, post } = await served()
      const description = (await get('/openapi.json')).body
      const { responses } = description.paths[path][method.toLowerCase()]
      const url = examples[path] ?? path

      const answer = method === 'GET' ? await get(url) : await post(url, bodies[path])
      const refusal = method === 'GET' ? await get(`${url}?x=1`) : await post(url, {})

      const schema = responses[200].content['application/json'].schema
      expect(answer.status).toBe(200)
      expect(Schema.Errors(schema, answer.body)).toEqual([true, []])
      expect(Schema.Check(schema, { items: [{}] })).toBe(false)
      expect(refusal.status).toBe(400)
      expect(Schema.Check(description.components.schemas.Problem, refusal.body)).toBe(true)
    })
  }

  it('describes every operation, parameter and field in a sentence, and numbers with their unit', async () => {
    const { body } = await (await served()).get('/openapi.json')

    const fields = described.flatMap(([method, path]): readonly Field[] => {
      const { parameters, requestBody, responses } = body.paths[path][method.toLowerCase()]
      const contents = [requestBody ?? { content: {} }, ...Object.values<{ readonly content: object }>(responses)]
      const schemas = contents.flatMap(({ content }) => Object.values<{ readonly schema: Node }>(content))
      return [
        ...parameters.map(({ name, schema, description }: { name: string; schema: Node; description?: string }) => ({
          path: `${method} ${path}?${name}`,
          node: { ...schema, description },
        })),
        ...schemas.flatMap(({ schema }) => fieldsBelow({ path: `${method} ${path}`, node: schema })),
      ]
    })
    const problem = fieldsBelow({ path: 'Problem', node: body.components.schemas.Problem })

    expect(fields.length).toBeGreaterThan(300)
    expect([...new Set([...fields, ...problem].flatMap(faultsOf))]).toEqual([])
  })

  it.each([
    [{ type: 'string' }, 'x has no description'],
    [{ type: 'string', description: 'Lacks an end' }, 'x: its description is no sentence'],
    [{ anyOf: [{ type: 'number' }, { type: 'null' }], description: 'How much.' }, 'x: its description names no unit'],
  ])('would find the fault of %j', (node, fault) => {
    expect(faultsOf({ path: 'x', node })).toEqual([fault])
  })

  it('describes the metrics as text', async () => {
    const { get } = await served()

    const { content } = (await get('/openapi.json')).body.paths['/metrics'].get.responses[200]

    expect(content).toMatchObject({ 'text/plain': { schema: { type: 'string' } } })
  })
})
