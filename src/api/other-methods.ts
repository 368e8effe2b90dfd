import type { FastifyInstance } from 'fastify'
import { problem, sendProblem } from './problem.ts'

/** A path that is there answers 405 to a method that it does not have, before anything of a body is read. */
export function refuseOtherMethods(app: FastifyInstance, methodsByUrl: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [url, methods] of methodsByUrl) {
    const allow = [...methods].join(', ')
    app.route({
      url,
      method: app.supportedMethods.filter((method) => !methods.has(method)),
      config: { permission: 'none' },
      onRequest: async (_, reply) =>
        sendProblem(reply.header('allow', allow), problem(405, `this path only answers to ${allow}`)),
      handler: () => {},
    })
  }
}

/** HEAD comes with every GET. */
export function methodsByUrl(
  routes: readonly { readonly method: string; readonly url: string }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const methods = new Map<string, Set<string>>()
  for (const { method, url } of routes) {
    const known = methods.get(url) ?? new Set()
    methods.set(url, known.add(method))
    if (method === 'GET') known.add('HEAD')
  }
  return methods
}
