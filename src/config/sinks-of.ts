import { otlpSinkFaults } from '../deliver/otlp-log-sink.ts'
import type { SinksSpec } from '../deliver/sinks.ts'
import type { Config } from './config.ts'
import type { Fault } from './fault.ts'

/** The sinks as configured; a path or an endpoint that is empty is unset. */
export function sinksOf({ sinks }: Config): SinksSpec {
  return {
    stdout: sinks.stdout,
    file: sinks.file.path === '' ? null : sinks.file,
    webhooks: sinks.webhooks,
    otlp: sinks.otlp.endpoint === '' ? null : sinks.otlp,
  }
}

/** Where the sink may go depends on two options; what its headers hold is a secret. */
export function sinkEndpointFaults(config: Config): readonly Fault[] {
  const { otlp } = sinksOf(config)
  const faults = otlp === null ? [] : otlpSinkFaults(otlp)
  return faults.map(({ path, expected }) => {
    const seen = path === 'sinks.otlp.headers' ? 'a value that is not shown' : 'an endpoint that is not accepted'
    return { path, seen, expected }
  })
}
