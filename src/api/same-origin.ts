import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem, sendProblem } from './problem.ts'

/**
 * A page of another origin must not change anything, whatever a browser sends along with its request. Programs that are
 * no browsers send neither header.
 */
export async function refuseOtherOrigins(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  if (isSameOrigin(request.headers)) return undefined
  return sendProblem(reply, problem(403, 'changes are not accepted from the page of another origin'))
}

export function isSameOrigin({ host, origin, ...headers }: IncomingMessage['headers']): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return origin === undefined || hostOf(origin) === host
}

/** The scheme is not compared: a proxy may end TLS in front of us. */
function hostOf(origin: string): string | null {
  return /^https?:\/\/([^/]+)$/.exec(origin)?.[1] ?? null
}
