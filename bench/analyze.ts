/**
 * CPU per step of the judging half (assemble, detect, sign) over recorded runs, without a store, as figures and as a
 * ratio to JSON.parse of the same facts. `node bench/analyze.ts [PATH] [ROUNDS]`; the best of the rounds counts.
 */
import { type Assembly, assemble } from '../src/assemble/assemble.ts'
import { decodeLimits } from '../src/decode/decoded.ts'
import { detect } from '../src/detect/detect.ts'
import { signals } from '../src/detect/signals.ts'
import { readFacts } from '../src/flow/read-facts.ts'
import { receiver } from '../src/flow/receive.ts'
import { tablePrices } from '../src/prices/table-prices.ts'
import { inputFiles } from '../src/replay/input-files.ts'
import { readRequests } from '../src/replay/read-requests.ts'
import type { Baseline } from '../src/run/baseline.ts'
import type { Run } from '../src/run/run.ts'
import { sign } from '../src/sign/sign.ts'
import { keyedFingerprint } from '../src/span/fingerprint.ts'
import type { Fact } from '../src/span/span-fact.ts'

interface Trace {
  readonly traceId: string
  readonly facts: readonly Fact[]
}

const path = process.argv[2] ?? '../shared/datasets/tau2bench'
const rounds = Number(process.argv[3] ?? 7)
const price = tablePrices()
/** Old enough that every signal judges. */
const usual = { count: 100, p10: 1, p50: 1, p90: 2, p99: 3 }
const baseline: Baseline = {
  runs: 100,
  ...{ costUsd: usual, tokens: usual, outputTokens: usual, durationMs: usual, steps: usual },
  ...{ calls: usual, retries: usual, answerChars: usual, usefulShare: usual },
}

const traces = await readTraces().catch(() => [])
if (traces.length === 0) {
  process.stderr.write(`analyze: ${path}: no traces there; give an OTLP file or a folder of them\n`)
  process.exitCode = 2
} else print(measure(traces))

function measure(given: readonly Trace[]): object {
  const runs = given.flatMap((trace) => assembled(trace).runs)
  const found = runs.map((run) => ({ run, findings: detect(run, baseline).findings }))
  const texts = given.map(({ facts }) => JSON.stringify(facts))
  const steps = runs.reduce((total, run) => total + run.steps.length, 0)
  const cpu = {
    assemble: bestUs(() => given.forEach((trace) => void assembled(trace))),
    detect: bestUs(() => runs.forEach((run) => void detect(run, baseline))),
    sign: bestUs(() => found.forEach(({ run, findings }) => void findings.map((finding) => sign(finding, run)))),
  }
  const all = cpu.assemble + cpu.detect + cpu.sign
  const jsonParse = bestUs(() => texts.forEach((text) => void JSON.parse(text)))
  return {
    traces: given.length,
    runs: runs.length,
    steps,
    findings: found.reduce((total, { findings }) => total + findings.length, 0),
    microsecondsPerStep: perStep({ ...cpu, all, jsonParse }, steps),
    ratioToJsonParse: round(all / jsonParse),
    slowestSignals: slowest(runs, steps),
  }
}

function assembled(trace: Trace): Assembly {
  return assemble({ tenant: 'bench', traces: [trace], cutFacts: 0 }, price)
}

function slowest(runs: readonly Run[], steps: number): Readonly<Record<string, number>> {
  const cpu = signals.map(
    (signal) => [signal.name, bestUs(() => runs.forEach((run) => void signal.detect(run, baseline)))] as const,
  )
  return perStep(Object.fromEntries(cpu.toSorted(([, a], [, b]) => b - a).slice(0, 5)), steps)
}

/** CPU rather than clock: others may be at work on the machine. */
function bestUs(work: () => void): number {
  const took = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.min(...took)
}

async function readTraces(): Promise<readonly Trace[]> {
  const facts = new Map<string, Fact[]>()
  const fingerprint = keyedFingerprint('bench')
  const into = receiver({
    read: (body) => readFacts(body, decodeLimits, fingerprint),
    receivedMs: () => 0,
    count: () => {},
    append: async ({ chunks }) => {
      for (const chunk of chunks) facts.set(chunk.traceId, [...(facts.get(chunk.traceId) ?? []), ...chunk.facts])
      return { cut: 0, late: 0, opened: 0 }
    },
  })
  for (const file of await inputFiles([path])) {
    for await (const request of readRequests(file)) {
      if ('body' in request) await into[request.signal](request.body, request.encoding, 'bench')
    }
  }
  return [...facts].map(([traceId, all]) => ({ traceId, facts: all }))
}

function perStep(us: Readonly<Record<string, number>>, steps: number): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(us).map(([name, value]) => [name, round(value / Math.max(1, steps))]))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function print(report: object): void {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
}
