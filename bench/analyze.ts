/**
 * CPU of the judging half without a store: `node bench/analyze.ts [ROUNDS] [FOLDER ...]`, by default over every data set
 * beside the checkout. Per data set microseconds per step of assemble, detect, sign, contribute and in all, at the
 * median and the 99th percentile over its traces, and as a ratio to JSON.parse of the same facts in the same run; the
 * median over all steps of all data sets; then the worst of the shapes of `analyze-shapes.ts`, in milliseconds for the
 * whole trace.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { assemble } from '../src/assemble/assemble.ts'
import { completeness } from '../src/assemble/completeness.ts'
import { contribute } from '../src/count/contribute.ts'
import { decodeLimits } from '../src/decode/decoded.ts'
import { detect } from '../src/detect/detect.ts'
import type { Finding } from '../src/finding/finding.ts'
import type { SignedFinding } from '../src/finding/signed-finding.ts'
import { runsPerTraceMax } from '../src/flow/judge-trace.ts'
import { readFacts } from '../src/flow/read-facts.ts'
import { receiver } from '../src/flow/receive.ts'
import { tablePrices } from '../src/prices/table-prices.ts'
import { inputFiles } from '../src/replay/input-files.ts'
import { readRequests } from '../src/replay/read-requests.ts'
import type { Baseline, Quantiles } from '../src/run/baseline.ts'
import type { Run } from '../src/run/run.ts'
import { retries, usefulShare } from '../src/run/useful-calls.ts'
import { sign } from '../src/sign/sign.ts'
import { keyedFingerprint } from '../src/span/fingerprint.ts'
import type { Fact } from '../src/span/span-fact.ts'
import { shapes } from './analyze-shapes.ts'

interface Trace {
  readonly traceId: string
  readonly facts: readonly Fact[]
}

const [roundsGiven, ...foldersGiven] = process.argv.slice(2)
const rounds = Number(roundsGiven ?? 5)
const price = tablePrices()
const stages = ['assemble', 'detect', 'sign', 'contribute', 'all', 'JSON.parse'] as const
type Stage = (typeof stages)[number]

/** Microseconds per step of each stage, of one trace. */
interface Measured extends Readonly<Record<Stage, number>> {
  readonly steps: number
}

const everywhere: Measured[] = []
for (const folder of foldersGiven.length > 0 ? foldersGiven : await dataSets()) {
  everywhere.push(...(await reportDataSet(folder)))
}
reportAll(everywhere)
reportShapes()

async function dataSets(): Promise<readonly string[]> {
  const root = join(import.meta.dirname, '../../shared/datasets')
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(root, entry.name))
}

async function reportDataSet(folder: string): Promise<readonly Measured[]> {
  const traces = await readTraces(folder).catch(() => [])
  const runs = traces.flatMap(runsOf)
  if (runs.length === 0) {
    print(`${folder}: no runs there; give a folder of OTLP files`)
    return []
  }
  const usual = usualOf(runs)
  // Once for all of them first, so that nobody pays for what the engine compiles.
  for (const trace of traces) measure(trace, usual, 1)
  const measured = traces.flatMap((trace) => measure(trace, usual, rounds) ?? [])
  const cells = stages.map((stage) => {
    const each = measured.map((us) => us[stage]).sort((a, b) => a - b)
    return `${stage} ${at(each, 0.5).toFixed(2)}/${at(each, 0.99).toFixed(1)}`
  })
  const ratio = at(
    measured.map((us) => us.all / us['JSON.parse']).sort((a, b) => a - b),
    0.5,
  )
  print(`${folder.split('/').at(-1)}: us per step p50/p99: ${cells.join('  ')}  ×${ratio.toFixed(2)} of JSON.parse`)
  return measured
}

/** Over all steps: each counts with what a step of its trace cost, so that long traces weigh as much as they are. */
function reportAll(measured: readonly Measured[]): void {
  const steps = measured.reduce((sum, trace) => sum + trace.steps, 0)
  const cells = stages.map((stage) => {
    const ordered = measured.toSorted((a, b) => a[stage] - b[stage])
    let left = steps / 2
    const middle = ordered.find((trace) => {
      left -= trace.steps
      return left <= 0
    })
    return `${stage} ${(middle?.[stage] ?? 0).toFixed(2)}`
  })
  print(`all data sets, ${steps} steps: p50 in us per step: ${cells.join('  ')}`)
}

/** Null of a trace without any step. */
function measure(trace: Trace, usual: Baseline, turns: number): Measured | null {
  const runs = runsOf(trace)
  const steps = runs.reduce((sum, run) => sum + run.steps.length, 0)
  if (steps === 0) return null
  const text = JSON.stringify(trace.facts)
  let [found, signed]: [readonly (readonly Finding[])[], readonly (readonly SignedFinding[])[]] = [[], []]
  const us = {
    assemble: cpuUs(turns, () => void runsOf(trace)),
    detect: cpuUs(turns, () => {
      // What signals remember of a run they remember by its steps: another list of them is another run.
      found = runs.map((run) => detect({ ...run, steps: [...run.steps] }, usual).findings)
    }),
    sign: cpuUs(turns, () => {
      signed = runs.map((run, index) => (found[index] ?? []).map((finding) => sign(finding, run)))
    }),
    contribute: cpuUs(turns, () => {
      runs.forEach((run, index) => void contribute(run, signed[index] ?? [], completeness(run), 0))
    }),
    'JSON.parse': cpuUs(turns, () => void JSON.parse(text)),
  }
  const all = us.assemble + us.detect + us.sign + us.contribute
  const perStep = (stage: Stage) => (stage === 'all' ? all : us[stage]) / steps
  return {
    steps,
    assemble: perStep('assemble'),
    detect: perStep('detect'),
    sign: perStep('sign'),
    contribute: perStep('contribute'),
    all: perStep('all'),
    'JSON.parse': perStep('JSON.parse'),
  }
}

/** At both bounds of a run: as much as is kept of one, and as many facts as fit into 2 MiB (JSON text). */
function reportShapes(): void {
  const usual = usualOf([])
  const took = Object.entries(shapes).map(([name, factsOf]) => {
    const facts = factsOf()
    const whole = msOf({ traceId: 'bench', facts }, usual)
    const small = firstBytes(facts, 2 * 1024 * 1024)
    return { name, whole, small: msOf({ traceId: 'bench', facts: small }, usual) }
  })
  for (const { name, whole, small } of took.sort((a, b) => b.whole.best - a.whole.best)) {
    const within = `${small.best.toFixed(1)} for the ${small.facts} in 2 MiB`
    const turns = `median ${whole.median.toFixed(1)}, first ${whole.first.toFixed(1)}`
    print(`${whole.best.toFixed(1)} ms (${turns}) for ${whole.facts} facts, ${within}: ${name}`)
  }
}

interface Milliseconds extends Readonly<Record<'best' | 'median' | 'first' | 'facts', number>> {}

/** Each time of facts that were just read, as they come from the store: their texts were never compared before. */
function msOf({ traceId, facts }: Trace, usual: Baseline): Milliseconds {
  const text = JSON.stringify(facts)
  const ms = Array.from({ length: rounds }, () => {
    const read: readonly Fact[] = JSON.parse(text)
    return cpuUs(1, () => judge({ traceId, facts: read }, usual)) / 1000
  })
  const ordered = ms.toSorted((a, b) => a - b)
  return { best: ordered[0] ?? 0, median: at(ordered, 0.5), first: ms[0] ?? 0, facts: facts.length }
}

function firstBytes<T>(facts: readonly T[], most: number): readonly T[] {
  let bytes = 0
  return facts.slice(
    0,
    facts.findIndex((fact) => {
      bytes += JSON.stringify(fact).length
      return bytes > most
    }),
  )
}

function judge(trace: Trace, usual: Baseline): void {
  for (const run of runsOf(trace)) {
    const signed = detect(run, usual).findings.map((finding) => sign(finding, run))
    contribute(run, signed, completeness(run), 0)
  }
}

function runsOf(trace: Trace): readonly Run[] {
  return assemble({ tenant: 'bench', traces: [trace], cutFacts: 0, runsMax: runsPerTraceMax }, price).runs
}

/** CPU rather than clock: others may be at work on the machine. */
function cpuUs(turns: number, work: () => void): number {
  const before = process.cpuUsage()
  for (let turn = 0; turn < turns; turn += 1) work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / turns
}

/** What the runs themselves show, as if all were of one agent and healthy: old enough that every signal judges. */
function usualOf(runs: readonly Run[]): Baseline {
  const quantiles = (measure: (run: Run) => number | null): Quantiles => {
    const values = runs.flatMap((run) => measure(run) ?? []).sort((a, b) => a - b)
    return {
      count: Math.max(100, values.length),
      ...{ p10: at(values, 0.1), p50: at(values, 0.5), p90: at(values, 0.9), p99: at(values, 0.99) },
    }
  }
  return {
    runs: Math.max(100, runs.length),
    costUsd: quantiles(({ totals }) => totals.costUsd),
    tokens: quantiles(({ totals }) => totals.inputTokens + totals.outputTokens),
    outputTokens: quantiles(({ totals }) => totals.outputTokens),
    durationMs: quantiles(({ totals }) => totals.durationMs),
    steps: quantiles(({ totals }) => totals.steps),
    calls: quantiles(({ totals }) => totals.toolCalls),
    retries: quantiles(({ steps }) => retries(steps)),
    answerChars: quantiles(({ answer }) => answer?.chars ?? null),
    usefulShare: quantiles(({ steps }) => usefulShare(steps)),
  }
}

function at(ordered: readonly number[], share: number): number {
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0
}

async function readTraces(folder: string): Promise<readonly Trace[]> {
  const facts = new Map<string, Fact[]>()
  const fingerprint = keyedFingerprint('bench')
  const into = receiver({
    read: (body) => readFacts(body, decodeLimits, fingerprint),
    receivedMs: () => 0,
    count: () => {},
    append: async ({ chunks }) => {
      for (const chunk of chunks) {
        const known = facts.get(chunk.traceId)
        if (known === undefined) facts.set(chunk.traceId, [...chunk.facts])
        else known.push(...chunk.facts)
      }
      return { cut: 0, late: 0, opened: 0 }
    },
  })
  for (const file of await inputFiles([folder])) {
    for await (const request of readRequests(file)) {
      if ('body' in request) await into[request.signal](request.body, request.encoding, 'bench')
    }
  }
  return [...facts].map(([traceId, all]) => ({ traceId, facts: all }))
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
