/**
 * Whose question is next: places at the store are shared among tenants, so that one that asks much, or much at once, keeps
 * no other one waiting.
 */
import type { FastifyInstance } from 'fastify'
import { askerOf } from './asker.ts'
import { problem, sendProblem } from './problem.ts'

export interface TurnLimits {
  /** Questions in work. One tenant has half of them at most, so that another one finds a place at once. */
  readonly atOnceMax: number
  /** Questions of one tenant that wait for a place. */
  readonly waitingMax: number
  readonly waitMsMax: number
}

export interface Turns {
  /** A function that gives the place back, or null when none came free in time or too many wait already. */
  take(tenant: string): Promise<(() => void) | null>
}

/** Handlers begin in turn. A place is held until the work is done, also when the client was told before that it takes too long. */
export function serveInTurn(app: FastifyInstance, turns: Turns): void {
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/') || route.config?.permission === 'none') return
    const { handler } = route
    route.handler = async (request, reply) => {
      const giveBack = await turns.take(askerOf(request).tenant)
      if (giveBack === null) return sendProblem(reply, problem(503, 'too many queries at once'))
      try {
        return await handler.call(app, request, reply)
      } finally {
        giveBack()
      }
    }
  })
}

interface Share {
  taken: number
  readonly waiting: Set<(giveBack: (() => void) | null) => void>
}

/** Whoever has the fewest places is served first, and of each tenant its oldest question. */
export function createTurns({ atOnceMax, waitingMax, waitMsMax }: TurnLimits): Turns {
  const ofOneMax = Math.max(1, Math.floor(atOnceMax / 2))
  /** Whoever is served goes to the end; a tenant that asks nothing is not in it. */
  const shares = new Map<string, Share>()
  let taken = 0

  const place = (tenant: string, share: Share): (() => void) => {
    taken += 1
    share.taken += 1
    shares.delete(tenant)
    shares.set(tenant, share)
    let held = true
    return () => {
      if (!held) return
      held = false
      taken -= 1
      share.taken -= 1
      serveNext()
      forget(tenant, share)
    }
  }
  const forget = (tenant: string, share: Share) => {
    if (share.taken === 0 && share.waiting.size === 0) shares.delete(tenant)
  }
  const serveNext = () => {
    const next = taken < atOnceMax ? firstInTurn(shares, ofOneMax) : null
    if (next === null) return
    next.share.waiting.delete(next.answer)
    next.answer(place(next.tenant, next.share))
  }
  const wait = (tenant: string, share: Share) =>
    new Promise<(() => void) | null>((resolve) => {
      const answer = (giveBack: (() => void) | null) => {
        clearTimeout(timer)
        resolve(giveBack)
      }
      const timer = setTimeout(() => {
        share.waiting.delete(answer)
        forget(tenant, share)
        resolve(null)
      }, waitMsMax)
      share.waiting.add(answer)
    })
  return {
    take: async (tenant) => {
      const share = shares.get(tenant) ?? { taken: 0, waiting: new Set() }
      shares.set(tenant, share)
      if (taken < atOnceMax && share.taken < ofOneMax) return place(tenant, share)
      return share.waiting.size < waitingMax ? wait(tenant, share) : null
    },
  }
}

/** Of the tenants that wait the one that has the fewest places; among such the one that was served longest ago. */
function firstInTurn(shares: ReadonlyMap<string, Share>, ofOneMax: number) {
  const waiting = [...shares].filter(([, { taken, waiting }]) => waiting.size > 0 && taken < ofOneMax)
  const [tenant, share] = waiting.sort(([, a], [, b]) => a.taken - b.taken)[0] ?? []
  const [answer] = share?.waiting ?? []
  return tenant === undefined || share === undefined || answer === undefined ? null : { tenant, share, answer }
}
