import type { FastifyInstance } from 'fastify'
import { isLoopbackAddress } from '../otlp/loopback.ts'
import { problem, sendProblem } from './problem.ts'

/** What every answer carries. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(securityHeaders)
  })
}

/**
 * Without keys whoever reaches the port is let in, and a page in a browser must not reach it by pointing a name of its
 * own at 127.0.0.1 (DNS rebinding): the host asked for is loopback as well.
 */
export function requireLoopbackHost(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (isLoopbackHost(request.hostname)) return
    return sendProblem(reply, problem(421, 'this server answers to localhost, 127.0.0.0/8 and [::1] only'))
  })
}

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[(.*)\]$/, '$1'))
}

export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}
