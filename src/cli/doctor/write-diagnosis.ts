import type { Page } from '../page.ts'
import type { Column } from '../table.ts'
import { counted, ofAll, shortTime } from '../words.ts'
import type { AgentDiagnosis, Diagnosis, ServiceDiagnosis } from './diagnosis.ts'

export function writeDiagnosis(
  page: Page,
  { service, configFaults, deadLetters }: Diagnosis,
  attention: readonly string[],
) {
  page.heading(attention.length === 0 ? 'Nothing needs attention' : 'Needs attention')
  for (const line of attention) page.line(`✗ ${line}`, 'yellow')
  page.section('Service', 1, () => page.pairs(servicePairs(service, configFaults, deadLetters)))
  const { agents, families, scopes, services } = service
  const title = `Instrumentation, by the last ${counted(service.runs, 'run')}${sinceWords(service)}`
  page.section(title, agents.length, () => {
    page.pairs([
      ['families', sharesWords(families)],
      ['instrumentations', sharesWords(scopes)],
      ['services', sharesWords(services)],
    ])
    page.table(agentColumns, agents)
  })
  const missing = agents.flatMap(missingFields)
  page.section('What signals cannot see (abstentions)', missing.length, () => page.table(missingColumns, missing))
}

type Pairs = readonly (readonly [name: string, value: string | null])[]

function servicePairs(
  { version, ready, traces }: ServiceDiagnosis,
  faults: readonly string[],
  letters: number | null,
): Pairs {
  const { open, settled, quarantined, runs, facts, cutFacts, lateFacts } = traces
  return [
    ['version', version],
    ['ready', ready ? 'yes' : 'no'],
    ['configuration', faults.length === 0 ? 'no fault' : counted(faults.length, 'fault')],
    ['store', `${counted(runs, 'run')}, ${counted(facts, 'fact')}`],
    ['traces', `${open} open, ${settled} settled, ${quarantined} quarantined`],
    ['facts', `${cutFacts} cut, ${lateFacts} too late`],
    ['dead letters', letters === null ? 'not shown to this key (needs admin)' : String(letters)],
  ]
}

function sinceWords({ since }: ServiceDiagnosis): string {
  return since === null ? '' : ` since ${shortTime(since)}`
}

function sharesWords(shares: AgentDiagnosis['families']): string {
  return shares.map(({ name, runs }) => `${name} (${runs})`).join(', ')
}

interface MissingField {
  readonly agent: string
  readonly signal: string
  readonly missing: string
  readonly share: string
}

function missingFields({ agent, runs, abstentions }: AgentDiagnosis): readonly MissingField[] {
  return abstentions.map(({ signal, missing, runs: abstained }) => {
    return { agent, signal, missing, share: ofAll(abstained, runs) }
  })
}

const agentColumns: readonly Column<AgentDiagnosis>[] = [
  { title: 'AGENT', cell: ({ agent }) => agent },
  { title: 'RUNS', cell: ({ runs }) => String(runs), align: 'right', whole: true },
  { title: 'INCOMPLETE', cell: ({ incompleteRuns }) => String(incompleteRuns), align: 'right', whole: true },
  { title: 'NO CONTENT', cell: ({ withoutContentRuns }) => String(withoutContentRuns), align: 'right', whole: true },
  { title: 'SAMPLED', cell: ({ sampledRuns }) => String(sampledRuns), align: 'right', whole: true },
  { title: 'FAMILIES', cell: ({ families }) => sharesWords(families) },
  { title: 'SERVICES', cell: ({ services }) => sharesWords(services) },
]

const missingColumns: readonly Column<MissingField>[] = [
  { title: 'AGENT', cell: ({ agent }) => agent },
  { title: 'SIGNAL', cell: ({ signal }) => signal },
  { title: 'MISSING', cell: ({ missing }) => missing },
  { title: 'RUNS', cell: ({ share }) => share, align: 'right', whole: true },
]
