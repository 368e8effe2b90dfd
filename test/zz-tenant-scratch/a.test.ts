import { it } from 'vitest'
import { readdirSync } from 'node:fs'
it('x', async () => { for (const f of readdirSync('src/store/redis/tenant'))
  try { await import('../../src/store/redis/tenant/' + f) } catch (e) { console.log(f, e) } })
