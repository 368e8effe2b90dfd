import { Command } from 'commander'
import { faultLine } from '../config/fault.ts'
import type { Api } from './api.ts'
import { type ApiOptions, addApiOptions, apiOf } from './api-options.ts'
import { deadLetterShape, deadLettersPath } from './dead-letters.ts'
import { attentionOf } from './doctor/attention.ts'
import { type Diagnosis, doctorShape } from './doctor/diagnosis.ts'
import { writeDiagnosis } from './doctor/write-diagnosis.ts'
import { CliFailure, exit } from './exit.ts'
import { type Io, processIo } from './io.ts'
import { listItems } from './list-page.ts'
import { createPage } from './page.ts'
import { printableJson } from './printable.ts'
import { checkConfig } from './read-config.ts'
import { counted } from './words.ts'

interface Options extends ApiOptions {
  readonly config?: string
}

export function doctorCommand(io: Io = processIo()): Command {
  const command = new Command('doctor')
    .description(
      'how agents are instrumented, what signals cannot see, and how the service is; exit 1 when that needs attention',
    )
    .option('--config <file>', 'also check this configuration (or PROMONTORY_CONFIG, or promontory.yaml)')
  return addApiOptions(command).action((options: Options) => examine(options, io))
}

async function examine(options: Options, io: Io): Promise<void> {
  const configFaults = faultsHere(options.config, io)
  const diagnosis = await diagnose(apiOf(options, io), configFaults).catch((error: unknown) => {
    // A configuration that is not usable may be the very reason why nobody answers.
    for (const fault of configFaults) io.note(`configuration: ${fault}\n`)
    throw error
  })
  const attention = attentionOf(diagnosis)
  if (options.json) io.out(`${printableJson({ ...diagnosis, attention })}\n`)
  else {
    const page = createPage(io)
    writeDiagnosis(page, diagnosis, attention)
    io.out(page.text())
  }
  if (attention.length > 0) throw new CliFailure(`${counted(attention.length, 'thing')} to look at`, exit.no)
}

async function diagnose(api: Api, configFaults: readonly string[]): Promise<Diagnosis> {
  const service = await api.get(doctorShape, '/api/v1/doctor')
  return { service, configFaults, deadLetters: await countDeadLetters(api) }
}

function faultsHere(path: string | undefined, { env }: Io): readonly string[] {
  const checked = checkConfig(path, env)
  return checked.ok ? [] : checked.faults.map(faultLine)
}

/** Null where the key may not see them; everything else that goes wrong was told by the question before. */
async function countDeadLetters(api: Api): Promise<number | null> {
  try {
    const { items } = await listItems(api, deadLetterShape, deadLettersPath, { limit: 1000 })
    return items.length
  } catch (error) {
    if (error instanceof CliFailure) return null
    throw error
  }
}
