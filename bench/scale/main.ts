import { parseArgs } from 'node:util'
import { redisMissing } from '../../test/redis/redis-missing.ts'
import { isRight, type Measured } from './figure.ts'
import type { Part } from './part.ts'
import { parts } from './parts.ts'
import { measuredText } from './table.ts'

// `npm run scale -- [--only NAME,...] [--seed N] [--json] [--verbose]`: what several replicas on one Redis need, in CPU,
// commands, bytes and memory, and how soon they do it. Exit codes: 0 every bar holds, 1 one does not, 2 wrong use or
// nothing to measure with.
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})

const names = values.only?.split(',').map((name) => name.trim()) ?? parts.map(({ name }) => name)
const unknown = names.filter((name) => !parts.some((part) => part.name === name))
const seed = Number(values.seed)
const missing = redisMissing('npm run scale')

if (unknown.length > 0) refuse(`no part ${unknown.join(', ')}; there are ${parts.map(({ name }) => name).join(', ')}`)
else if (!Number.isSafeInteger(seed) || seed < 0) refuse('expected a whole number as --seed')
else if (missing !== null) refuse(missing)
else await measureAll(parts.filter(({ name }) => names.includes(name)))

function refuse(why: string): void {
  process.stderr.write(`scale: ${why}\n`)
  process.exitCode = 2
}

async function measureAll(chosen: readonly Part[]): Promise<void> {
  const measured: Measured[] = []
  for (const part of chosen) {
    const one = await measureOne(part)
    measured.push(one)
    if (!values.json) process.stdout.write(`${measuredText(one)}\n`)
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, measured })}\n`)
  process.exitCode = measured.every(isRight) ? 0 : 1
}

async function measureOne({ name: part, what, measure }: Part): Promise<Measured> {
  process.stderr.write(`${part}: ${what}\n`)
  const progress = (text: string) => {
    if (values.verbose) process.stderr.write(`  ${text}\n`)
  }
  try {
    return { part, figures: await measure({ seed, progress }), failed: null }
  } catch (error) {
    return { part, figures: [], failed: error instanceof Error ? error.message : 'unknown' }
  }
}
