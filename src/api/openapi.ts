import type { TObject } from 'typebox'
import { problemSchema } from './problem.ts'
import type { Route } from './route.ts'

/** Describes the routes from the very schemas that check them (OpenAPI 3.1). */
export function openapi(routes: readonly Route[]) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Promontory',
      version: 'v1',
      description: 'Without configured keys only loopback is served, and no key is needed.',
    },
    servers: [{ url: '/' }],
    paths: pathsOf(routes),
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  }
}

function pathsOf(routes: readonly Route[]) {
  const byPath = Map.groupBy(routes, ({ url }) => pathOf(url))
  return Object.fromEntries([...byPath].map(([path, those]) => [path, operationsOf(those)]))
}

function operationsOf(routes: readonly Route[]) {
  return Object.fromEntries(routes.map((route) => [route.method.toLowerCase(), operationOf(route)]))
}

/** `/runs/:runId` is `/runs/{runId}` there. */
function pathOf(url: string): string {
  return url.replaceAll(/:([A-Za-z]+)/g, '{$1}')
}

function operationOf(route: Route) {
  const { url, summary, permission, params, query, body } = route
  return {
    operationId: operationIdOf(url),
    summary,
    description: permission === 'none' ? 'Needs no key.' : `Needs a key that permits ${permission}.`,
    security: permission === 'none' ? [] : [{ bearer: [] }, { apiKey: [] }],
    parameters: [...parametersOf('path', params), ...parametersOf('query', query)],
    ...(body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: { description: summary, content: contentOf(route) },
      default: {
        description: 'A problem (RFC 9457).',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function contentOf({ answer, media = 'application/json', alternative }: Route) {
  const [type = media] = media.split(';')
  const described = { [type]: { schema: answer } }
  if (alternative === undefined) return described
  return { ...described, [alternative.media]: { schema: { type: 'string', description: alternative.description } } }
}

function operationIdOf(url: string): string {
  const words = url.replace('/api/v1/', '').split(/[^A-Za-z]+/)
  return words.filter((word) => word !== '').join('_')
}

/** A query parameter with a default need not be sent, though the handler always finds it. */
function parametersOf(place: 'path' | 'query', { properties, required }: TObject) {
  // A schema of optional properties alone has no such list.
  const needed: readonly string[] = required ?? []
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: place, schema },
    ...('description' in schema ? { description: schema.description } : {}),
    required: place === 'path' || (needed.includes(name) && !('default' in schema)),
  }))
}
