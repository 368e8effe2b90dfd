import { parseArgs } from 'node:util'
import { redisMissing } from '../../test/redis/redis-missing.ts'
import { isRight, nothingWrong, type Outcome } from './outcome.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { headings, line, type Played, playedText } from './table.ts'

// `npm run chaos -- [--short] [--only NAME,...] [--seed N] [--json] [--verbose]`: plays every scenario on installations of
// its own. A name stands for every scenario that begins with it too: `store`, `failover`, `crash-points`. Exit codes: 0 everything is as it must be, 1 something is not, 2 wrong use or nothing to play with.
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})

const names = values.only?.split(',').map((name) => name.trim()) ?? scenarios.map(({ name }) => name)
const isNamed = (name: string) => (scenario: Scenario) => `${scenario.name}-`.startsWith(`${name}-`)
const unknown = names.filter((name) => !scenarios.some(isNamed(name)))
const seed = Number(values.seed)
const missing = redisMissing('npm run chaos')

if (unknown.length > 0)
  refuse(`no scenario ${unknown.join(', ')}; there are ${scenarios.map(({ name }) => name).join(', ')}`)
else if (!Number.isSafeInteger(seed) || seed < 0) refuse('expected a whole number as --seed')
else if (missing !== null) refuse(missing)
else await playAll(scenarios.filter((scenario) => names.some((name) => isNamed(name)(scenario))))

function refuse(why: string): void {
  process.stderr.write(`chaos: ${why}\n`)
  process.exitCode = 2
}

async function playAll(chosen: readonly Scenario[]): Promise<void> {
  if (!values.json) process.stdout.write(`${line([...headings])}\n`)
  const played: Played[] = []
  for (const scenario of chosen) {
    const one = await playOne(scenario)
    played.push(one)
    if (!values.json) process.stdout.write(`${playedText(one)}\n`)
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, short: values.short, played })}\n`)
  process.exitCode = played.every(({ outcome }) => isRight(outcome)) ? 0 : 1
}

async function playOne(scenario: Scenario): Promise<Played> {
  const { name, what } = scenario
  process.stderr.write(`${name}: ${what}\n`)
  const progress = (text: string) => {
    if (values.verbose) process.stderr.write(`  ${text}\n`)
  }
  const startMs = performance.now()
  const outcome = await play(scenario, { full: !values.short, seed, progress }).catch(notPlayed)
  return { name, outcome, seconds: (performance.now() - startMs) / 1000 }
}

function notPlayed(error: unknown): Outcome {
  return {
    ...nothingWrong,
    wrong: [`it did not come to an end: ${error instanceof Error ? error.message : 'unknown'}`],
  }
}
