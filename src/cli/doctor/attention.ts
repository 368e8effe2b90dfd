import { counted, ofAll } from '../words.ts'
import type { AgentDiagnosis, Diagnosis, ServiceDiagnosis } from './diagnosis.ts'

/**
 * What somebody should look at, worst first. Signals that abstain are not among it: an exporter that does not send
 * content is the default of OpenTelemetry, not a fault. Nor are facts that were cut: their count never goes down again.
 */
export function attentionOf({ service, configFaults, deadLetters }: Diagnosis): readonly string[] {
  return [
    ...(service.ready ? [] : [`the service is not ready: ${service.notReady ?? 'it does not say why'}`]),
    ...configFaults.map((fault) => `configuration: ${fault}`),
    ...traceFaults(service),
    ...(deadLetters === null || deadLetters === 0
      ? []
      : [`${counted(deadLetters, 'dead letter')}: events that a sink could not be told, see \`promontory sinks\``]),
    ...service.agents.flatMap(agentFaults),
  ]
}

function traceFaults({ runs, traces }: ServiceDiagnosis): readonly string[] {
  const { open, settled, quarantined } = traces
  return [
    ...(quarantined === 0
      ? []
      : [`${counted(quarantined, 'trace')} set aside after judging failed repeatedly: see the log`]),
    ...(runs === 0 ? [nothingSeen(open, settled)] : []),
  ]
}

function nothingSeen(open: number, settled: number): string {
  if (open > 0) return `no run yet: ${counted(open, 'trace')} not settled (run.settle, run.idle)`
  if (settled > 0) return `no run: none of ${counted(settled, 'trace')} has an agent; see \`promontory explain TRACE\``
  return 'no trace was received: see docs/exporters.md'
}

/** One run that was cut off is an accident; most of them are a fault of the instrumentation. */
function agentFaults({ agent, runs, incompleteRuns, sampledRuns }: AgentDiagnosis): readonly string[] {
  return [
    ...(incompleteRuns * 2 > runs
      ? [`${agent}: ${ofAll(incompleteRuns, runs)} runs are incomplete: is every service's exporter pointed here?`]
      : []),
    ...(sampledRuns > 0 ? [`${agent}: ${ofAll(sampledRuns, runs)} runs were sampled: counts are too low`] : []),
  ]
}
