import { parseArgs } from 'node:util'
import { defaultPolicy } from '../../src/decide/default-policy.ts'
import { replay } from '../../src/replay/replay.ts'
import { compare } from './compare.ts'
import { expectedOf } from './expected.ts'
import { type FoundCapture, findCaptures } from './find-captures.ts'
import { apart, type CaptureResult, isUnderBar, scoresOf } from './score.ts'
import { seenOf } from './seen.ts'
import { spanTrees } from './span-tree.ts'
import { missesOf, scoreboardText } from './table.ts'

// `npm run scoreboard -- [FOLDER] [--client NAME] [--json]`: replays every capture and compares with its manifest. Exit
// codes: 0 every bar is reached, 1 one is not, 2 there is nothing to replay.
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, client: { type: 'string' } },
  allowPositionals: true,
})
const folder = positionals[0] ?? process.env.PROMONTORY_CAPTURES ?? '../shared/captures'
const found = await findCaptures(folder, values.client ?? null)

if (found === null || found.length === 0) {
  const what = found === null ? 'no such folder' : 'no capture in it'
  process.stderr.write(`scoreboard: ${folder}: ${what}; give the folder as argument or in PROMONTORY_CAPTURES\n`)
  process.exitCode = 2
} else {
  const results: CaptureResult[] = []
  for (const capture of found) results.push(await judge(capture))
  const counted = results.filter(({ client }) => !apart.has(client))
  process.stdout.write(`${values.json ? report(results, counted) : scoreboardText(results, await treesOf(results))}\n`)
  process.exitCode = isUnderBar(scoresOf(counted)) ? 1 : 0
}

async function judge({ folder: path, manifest }: FoundCapture): Promise<CaptureResult> {
  const { records } = await replay([path], { policy: defaultPolicy })
  const { client, scenario } = manifest
  return { client, scenario, comparison: compare(expectedOf(manifest), records.map(seenOf)) }
}

/** Of the captures that have a miss which the telemetry itself explains, by client and scenario. */
async function treesOf(results: readonly CaptureResult[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const explained = missesOf(results).filter(({ explanation }) => explanation !== null)
  const trees = new Map<string, readonly string[]>()
  for (const { client, scenario } of explained) {
    const folder = found?.find(({ manifest }) => manifest.client === client && manifest.scenario === scenario)?.folder
    if (folder !== undefined && !apart.has(client)) trees.set(`${client}/${scenario}`, await spanTrees(folder))
  }
  return trees
}

function report(results: readonly CaptureResult[], counted: readonly CaptureResult[]): string {
  return JSON.stringify({ scores: scoresOf(counted), misses: missesOf(results), results }, null, 2)
}
