import type { Store } from './contract.ts'

/**
 * Points at which a process can end between its own steps and the store's, whatever the engine: a call is `asked` before
 * the store hears of it, and `answered` when the store has done it and nothing was made of that yet.
 */
export const storePoints = [
  'append:asked',
  'append:answered',
  'claim:answered',
  'commit:asked',
  'commit:answered',
  'decide:asked',
  'decide:answered',
  'events:answered',
  'confirm:asked',
  'confirm:answered',
] as const
export type StorePoint = (typeof storePoints)[number]

/** The same store; `reach` is told of each point. For tests that end the process there. */
export function atPoints(store: Store, reach: (point: StorePoint) => void): Store {
  const { traces, runs, patterns, candidates, outbox } = store
  const passing = async <T>(before: StorePoint, call: () => Promise<T>, after: StorePoint): Promise<T> => {
    reach(before)
    const answer = await call()
    reach(after)
    return answer
  }
  return {
    ...{ runs, patterns },
    traces: {
      ...traces,
      append: (request) => passing('append:asked', () => traces.append(request), 'append:answered'),
      // An empty answer takes nothing on.
      claim: async (request) => {
        const claims = await traces.claim(request)
        if (claims.length > 0) reach('claim:answered')
        return claims
      },
      commit: (commit) => passing('commit:asked', () => traces.commit(commit), 'commit:answered'),
    },
    candidates: {
      ...candidates,
      apply: (decision) => passing('decide:asked', () => candidates.apply(decision), 'decide:answered'),
    },
    outbox: {
      ...outbox,
      pending: async (sink, limit) => {
        const events = await outbox.pending(sink, limit)
        if (events.length > 0) reach('events:answered')
        return events
      },
      confirm: (sink, upTo) => passing('confirm:asked', () => outbox.confirm(sink, upTo), 'confirm:answered'),
    },
    // Asked for when it is needed: a store that is waited for has none yet.
    get fingerprintKey() {
      return store.fingerprintKey
    },
    health: () => store.health(),
    close: () => store.close(),
  }
}
