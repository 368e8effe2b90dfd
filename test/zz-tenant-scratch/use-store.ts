import type { Store } from '../../src/store/contract.ts'
import { contractOptions, type OpenStore } from './contract-suite.ts'

/** A fresh store for one use, closed whatever happens. */
export async function withStore(open: OpenStore, use: (store: Store) => Promise<void>): Promise<void> {
  const store = await open(contractOptions)
  try {
    await use(store)
  } finally {
    await store.close()
  }
}
