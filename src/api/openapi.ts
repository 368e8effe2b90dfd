import type { TObject } from 'typebox'
import { problemSchema } from './problem.ts'
import type { Route } from './route.ts'

/** Describes the routes from the very schemas that check them (OpenAPI 3.1). */
export function openapi(routes: readonly Route[]) {
  return {
    openapi: '3.1.0',
    info: { title: 'Promontory', version: 'v1' },
    paths: Object.fromEntries(routes.map((route) => [pathOf(route.url), { get: operationOf(route) }])),
    components: { schemas: { Problem: problemSchema } },
  }
}

/** `/runs/:runId` is `/runs/{runId}` there. */
function pathOf(url: string): string {
  return url.replaceAll(/:([A-Za-z]+)/g, '{$1}')
}

function operationOf({ url, summary, params, query, answer }: Route) {
  return {
    operationId: operationIdOf(url),
    summary,
    parameters: [...parametersOf('path', params), ...parametersOf('query', query)],
    responses: {
      200: { description: summary, content: { 'application/json': { schema: answer } } },
      default: {
        description: 'A problem (RFC 9457).',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function operationIdOf(url: string): string {
  const words = url.replace('/api/v1/', '').split(/[^A-Za-z]+/)
  return words.filter((word) => word !== '').join('_')
}

/** A query parameter with a default need not be sent, though the handler always finds it. */
function parametersOf(place: 'path' | 'query', { properties, required }: TObject) {
  const needed: readonly string[] = required
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: place, schema },
    required: place === 'path' || (needed.includes(name) && !('default' in schema)),
  }))
}
