import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { startOwnService } from '../verify/own-service.ts'
import { isReady } from '../verify/read-service.ts'
import { type Report, reportText } from '../verify/report.ts'
import { type Replica, type Subject, verify } from '../verify/verify.ts'
import { CliFailure, exit } from './exit.ts'

interface Options {
  readonly target?: readonly string[]
  readonly grpc: readonly string[]
  readonly http: readonly string[]
  readonly key?: string
  readonly runs: number
  readonly seed: number
  readonly kills: number
  readonly ledger?: string
  readonly patience: number
  readonly json?: true
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('send generated agent traffic and check that nothing is lost and nothing counted twice')
    .option(
      '--target <url,...>',
      'API of a running service, or of each replica of one; without it one is started',
      list,
    )
    .option('--grpc <host:port,...>', 'OTLP/gRPC of the target, in the same order', list, ['127.0.0.1:4317'])
    .option('--http <host:port,...>', 'OTLP/HTTP of the target, in the same order', list, ['127.0.0.1:4318'])
    .option('--key <key>', 'bearer key of the target (or PROMONTORY_KEY)')
    .option('--runs <n>', 'runs to send', wholeUpTo(100_000), 300)
    .option('--seed <n>', 'the same seed sends the same traffic', wholeUpTo(Number.MAX_SAFE_INTEGER), 1)
    .option('--kills <n>', 'times to kill the started service in between', wholeUpTo(10_000), 0)
    .option('--ledger <file>', 'keep every span with its answer here; one that is there is gone on with')
    .option('--patience <seconds>', 'how long the service may take for its next step', wholeUpTo(86_400), 60)
    .option('--json', 'print the report as one JSON document')
    .action(run)
}

async function run(options: Options): Promise<void> {
  if (options.target !== undefined && options.kills > 0) {
    throw new CliFailure('--kills is for a service that verify starts itself: leave out --target', exit.wrongUse)
  }
  const folder = await mkdtemp(join(tmpdir(), 'promontory-ledger-'))
  try {
    const report = await verified(options, options.ledger ?? join(folder, 'ledger.ndjson'))
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report))
    if (!report.ok) throw new CliFailure('the service does not tell what was sent', exit.no)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function verified(options: Options, ledger: string): Promise<Report> {
  const { runs, seed, kills } = options
  const progress = (line: string) => process.stderr.write(`${line}\n`)
  const settings = { runs, seed, kills, ledger, patienceMs: options.patience * 1000, nowMs: Date.now(), progress }
  if (options.target !== undefined) return verify(await targetOf(options, options.target), settings)
  const own = await startOwnService()
  try {
    const { listening, crash, sinks } = own
    return await verify({ replicas: [listening], key: null, quickIdle: true, crash, sinks }, settings)
  } finally {
    await own.stop()
  }
}

async function targetOf(options: Options, target: readonly string[]): Promise<Subject> {
  const key = options.key ?? process.env.PROMONTORY_KEY ?? null
  const replicas = replicasOf(options, target)
  for (const [index, { api }] of replicas.entries()) {
    if (await isReady({ api, key })) continue
    const which = replicas.length === 1 ? 'the target' : `replica ${index + 1} of the target`
    throw new CliFailure(`${which} does not answer /readyz with ready`, exit.failed)
  }
  return { replicas, key, quickIdle: false, crash: null, sinks: null }
}

function replicasOf({ grpc, http }: Options, target: readonly string[]): readonly Replica[] {
  const counts = [target.length, grpc.length, http.length]
  if (new Set(counts).size > 1) {
    const seen = `--target names ${counts[0]}, --grpc ${counts[1]} and --http ${counts[2]} addresses`
    throw new CliFailure(`${seen}, expected as many of each: one of every replica`, exit.wrongUse)
  }
  return target.map((api, index) => ({ api, grpc: grpc[index] ?? '', http: http[index] ?? '' }))
}

const replicasMax = 100

function list(text: string): readonly string[] {
  const items = text.split(',').map((item) => item.trim())
  if (items.length <= replicasMax && items.every((item) => item !== '')) return items
  throw new InvalidArgumentError(`expected up to ${replicasMax} addresses, separated by commas`)
}

function wholeUpTo(most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (/^\d{1,16}$/.test(text) && value <= most) return value
    throw new InvalidArgumentError(`expected a whole number from 0 to ${most}`)
  }
}
