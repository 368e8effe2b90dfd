import type { StoreHealth } from '../contract.ts'
import type { Engine } from './engine.ts'

/** After a write that failed, tries one that needs room in the file: it throws as that one did, or all is well again. */
export function health({ database, trouble }: Engine): StoreHealth {
  if (trouble !== null) {
    database.run(`INSERT OR REPLACE INTO meta VALUES ('probe', hex(zeroblob(32768)))`)
    database.run(`DELETE FROM meta WHERE name = 'probe'`)
  }
  return { ok: true }
}
