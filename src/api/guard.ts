import type { FastifyInstance } from 'fastify'
import { isLoopbackAddress } from '../otlp/loopback.ts'
import { problem, sendProblem } from './problem.ts'

/**
 * What every answer carries, and whom we answer. The API has no keys yet and is loopback only; a page in a browser must
 * not reach it by pointing a name of its own at 127.0.0.1 (DNS rebinding), so the host asked for is loopback as well.
 */
export function guard(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
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
