import { Command } from 'commander'
import { explanationSchema } from '../api/routes/explanation.ts'
import { candidateSchema } from '../api/shapes/candidate.ts'
import { patternSchema } from '../api/shapes/pattern.ts'
import type { Api } from './api.ts'
import { type ApiOptions, addApiOptions, apiOf } from './api-options.ts'
import { CliFailure, exit } from './exit.ts'
import { writeCandidate } from './explain/candidate.ts'
import { writeComparison } from './explain/comparison.ts'
import { writeLesson } from './explain/lesson.ts'
import { patternAnswer, writePattern } from './explain/pattern.ts'
import { runAnswer, writeRun } from './explain/run.ts'
import { traceAnswer, writeTrace } from './explain/trace.ts'
import { type Io, processIo } from './io.ts'
import { listItems } from './list-page.ts'
import { createPage, type Page } from './page.ts'
import { printableJson } from './printable.ts'

export function explainCommand(io: Io = processIo()): Command {
  const command = new Command('explain')
    .description(
      'what made a pattern, a lesson or a candidate; the steps of a run; the runs of a trace, or why it is none',
    )
    .argument('<id>', 'a signature, a lesson, a run, a trace or a candidate')
    .argument('[other]', 'another signature: why the two are, or are not, one lesson')
  return addApiOptions(command).action((id: string, other: string | undefined, options: ApiOptions) =>
    other === undefined ? explain(id, options, io) : compare(id, other, options, io),
  )
}

async function compare(one: string, other: string, options: ApiOptions, io: Io): Promise<void> {
  const [id, otherId] = [readSignature(one), readSignature(other)]
  const path = `/api/v1/patterns/${id}/explanation?with=${otherId}`
  const compared = await apiOf(options, io).find(explanationSchema, path)
  if (compared === null) throw new CliFailure('no signatures have these ids', exit.no)
  if (options.json) return io.out(`${printableJson({ kind: 'comparison', comparison: compared })}\n`)
  const page = createPage(io)
  writeComparison(page, compared)
  io.out(page.text())
}

function readSignature(text: string): string {
  if (isHex(text)) return text
  throw new CliFailure('ID: expected two signatures of 32 hex digits each', exit.wrongUse)
}

async function explain(text: string, options: ApiOptions, io: Io): Promise<void> {
  const id = readId(text)
  const explained = await lookUp(apiOf(options, io), id)
  if (explained === null) throw new CliFailure('no signature, lesson, run, trace or candidate has this id', exit.no)
  if (options.json) return io.out(`${printableJson({ kind: explained.kind, [explained.kind]: explained.found })}\n`)
  const page = createPage(io)
  explained.write(page)
  io.out(page.text())
}

interface Explained {
  readonly kind: 'pattern' | 'lesson' | 'run' | 'trace' | 'candidate'
  readonly found: object
  write(page: Page): void
}

type LookUp = (api: Api, id: string) => Promise<Explained | null>

/** An id alone does not say of what it is; they are hashes, so that no two things share one. */
async function lookUp(api: Api, id: string): Promise<Explained | null> {
  for (const find of isHex(id) ? byHex : [candidate]) {
    const found = await find(api, id)
    if (found !== null) return found
  }
  return null
}

const pattern: LookUp = async (api, id) => {
  const shown = await api.find(patternAnswer, `/api/v1/patterns/${id}`)
  if (shown === null) return null
  const explanation = await api.find(explanationSchema, `/api/v1/patterns/${id}/explanation`)
  const found = { ...shown, explanationOfSignature: explanation }
  return { kind: 'pattern', found, write: (page) => writePattern(page, shown, explanation) }
}

const run: LookUp = async (api, id) => {
  const found = await api.find(runAnswer, `/api/v1/runs/${id}`)
  return found && { kind: 'run', found, write: (page) => writeRun(page, found) }
}

const trace: LookUp = async (api, id) => {
  const found = await api.find(traceAnswer, `/api/v1/traces/${id}/runs`)
  return found && { kind: 'trace', found, write: (page) => writeTrace(page, found) }
}

const signaturesShown = 100

const lesson: LookUp = async (api, id) => {
  const { items } = await listItems(api, patternSchema, '/api/v1/patterns', { lesson: id, limit: signaturesShown })
  const [first] = items
  if (first === undefined) return null
  const judged = await api.find(patternAnswer, `/api/v1/patterns/${first.signature}`)
  const found = { lesson: id, patterns: items, scorecard: judged?.scorecard ?? null }
  return { kind: 'lesson', found, write: (page) => writeLesson(page, found) }
}

const candidate: LookUp = async (api, id) => {
  const found = await api.find(candidateSchema, `/api/v1/candidates/${id}`)
  return found && { kind: 'candidate', found, write: (page) => writeCandidate(page, found) }
}

const byHex: readonly LookUp[] = [pattern, run, trace, lesson, candidate]

function isHex(id: string): boolean {
  return /^[0-9a-f]{32}$/.test(id)
}

/** Other tools show trace ids in capitals or as UUIDs. */
function readId(text: string): string {
  const hex = text.replaceAll('-', '').toLowerCase()
  if (isHex(hex)) return hex
  if (/^[A-Za-z0-9]{1,64}$/.test(text)) return text
  throw new CliFailure('ID: expected 32 hex digits, or the letters and digits of a candidate', exit.wrongUse)
}
