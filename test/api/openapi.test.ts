import Schema from 'typebox/schema'
import { describe, expect, it } from 'vitest'
import { hexId, stormSignature } from './contents.ts'
import { serve } from './served.ts'

const paths: readonly [string, string][] = [
  ['/healthz', '/healthz'],
  ['/livez', '/livez'],
  ['/readyz', '/readyz'],
  ['/api/v1/patterns', '/api/v1/patterns'],
  ['/api/v1/patterns/{signature}', `/api/v1/patterns/${stormSignature}`],
  ['/api/v1/patterns/{signature}/counts', `/api/v1/patterns/${stormSignature}/counts`],
  ['/api/v1/runs', '/api/v1/runs'],
  ['/api/v1/runs/{runId}', `/api/v1/runs/${hexId('1')}`],
  ['/api/v1/candidates', '/api/v1/candidates'],
  ['/api/v1/candidates/{id}', '/api/v1/candidates/second'],
  ['/api/v1/traces/{traceId}/runs', `/api/v1/traces/${hexId('8')}/runs`],
]

describe('GET /openapi.json', () => {
  it('describes every route, and nothing else', async () => {
    const { get } = await serve()

    const { body } = await get('/openapi.json')

    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths).sort()).toEqual(paths.map(([template]) => template).sort())
  })

  it('tells parameters with their bounds, and that those with a default need not be sent', async () => {
    const { get } = await serve()

    const { parameters } = (await get('/openapi.json')).body.paths['/api/v1/patterns'].get

    const limit = parameters.find(({ name }: { name: string }) => name === 'limit')
    expect(limit).toMatchObject({ in: 'query', required: false, schema: { minimum: 1, maximum: 500, default: 50 } })
  })

  it('gives every operation an id of its own', async () => {
    const { get } = await serve()

    const operations = Object.values<{ get: { operationId: string } }>((await get('/openapi.json')).body.paths)
    const ids = operations.map((operation) => operation.get.operationId)

    expect(new Set(ids).size).toBe(ids.length)
  })

  for (const [template, path] of paths) {
    it(`describes what ${template} answers, and what it refuses with`, async () => {
      const { get } = await serve()
      const description = (await get('/openapi.json')).body
      const answer = description.paths[template].get.responses[200].content['application/json'].schema

      expect(Schema.Check(answer, (await get(path)).body)).toBe(true)
      expect(Schema.Check(answer, { items: [{}] })).toBe(false)
      expect(Schema.Check(description.components.schemas.Problem, (await get(`${path}?x=1`)).body)).toBe(true)
    })
  }
})
