import { describe, expect, test } from 'vitest'
import { faultLine } from '../../src/config/fault.ts'
import { loadConfig } from '../../src/config/load-config.ts'

function load(env: Record<string, string>) {
  return loadConfig({ path: 'p.yaml', env, readFile: () => '' })
}

function linesOf(env: Record<string, string>) {
  const loaded = load(env)
  return loaded.ok ? [] : loaded.faults.map(faultLine)
}

describe('a variable with our prefix', () => {
  test('that is not known is a fault with a hint, and its value is not shown', () => {
    expect(linesOf({ PROMONTORY_STORE_PAHT: 'hunter2', PROMONTORY_ZZZZZZZZZZZZZZZZZZZZZZZZZZZ: '1' })).toEqual([
      'PROMONTORY_STORE_PAHT: saw an unknown environment variable, expected a known variable, perhaps PROMONTORY_STORE_PATH',
      'PROMONTORY_ZZZZZZZZZZZZZZZZZZZZZZZZZZZ: saw an unknown environment variable, expected a variable of docs/configuration.md',
    ])
  })

  test('that the command line or the tests read is known, and an empty one is unset', () => {
    const env = {
      PROMONTORY_CONFIG: 'p.yaml',
      PROMONTORY_API: 'x',
      PROMONTORY_KEY: 'x',
      PROMONTORY_CAPTURES: 'x',
      PROMONTORY_REQUIRE: 'x',
      PROMONTORY_DATASETS: 'x',
      PROMONTORY_TEST_REPORT: 'x',
      PROMONTORY_TEST_SEED: 'x',
      PROMONTORY_RUN_SETTLE: '1s',
      PROMONTORY_WHATEVER: '',
    }
    expect(linesOf(env)).toEqual([])
  })

  test('that Kubernetes sets for a service of our name is not ours', () => {
    const env = {
      PROMONTORY_SERVICE_HOST: '10.0.0.1',
      PROMONTORY_SERVICE_PORT: '4317',
      PROMONTORY_SERVICE_PORT_OTLP_GRPC: '4317',
      PROMONTORY_PORT: 'tcp://10.0.0.1:4317',
      PROMONTORY_PORT_4317_TCP: 'tcp://10.0.0.1:4317',
      PROMONTORY_PORT_4317_TCP_ADDR: '10.0.0.1',
      PROMONTORY_API_SERVICE_HOST: '10.0.0.2',
      PROMONTORY_API_PORT_4319_TCP_PROTO: 'tcp',
    }
    expect(linesOf(env)).toEqual([])
    expect(linesOf({ PROMONTORY_PORT_GRPC: '1' })).toHaveLength(1)
  })
})

describe('a variable under which others know the same thing', () => {
  const levelOf = (env: Record<string, string>) => {
    const loaded = load(env)
    return loaded.ok ? loaded.config.telemetry.log.level : loaded.faults.map(faultLine)
  }

  test('is read where our own is not set', () => {
    expect(levelOf({ LOG_LEVEL: 'WARN' })).toBe('warn')
    expect(levelOf({ LOG_LEVEL: 'warn', TELEMETRY_LOG_LEVEL: 'debug' })).toBe('debug')
    expect(levelOf({ LOG_LEVEL: '', PROMONTORY_TELEMETRY_LOG_LEVEL: 'error' })).toBe('error')
  })

  test('is named when its value is not accepted', () => {
    expect(levelOf({ LOG_LEVEL: 'loud' })).toEqual([
      'telemetry.log.level: saw "loud" in LOG_LEVEL, expected one of trace, debug, info, warn, error, fatal, silent',
    ])
  })

  test('gives the endpoint of own traces', () => {
    const loaded = load({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317' })
    expect(loaded.ok && loaded.config.telemetry.otlp.endpoint).toBe('http://collector:4317')
    expect(linesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' })).toEqual([
      'telemetry.otlp.endpoint: saw "collector:4317" in OTEL_EXPORTER_OTLP_ENDPOINT, expected an http:// or https:// URL without a user',
    ])
  })
})

test('an endpoint for log records that may not be reached is a fault among the others', () => {
  const lines = linesOf({ SINKS_OTLP_ENDPOINT: 'http://10.0.0.1:4318', RUN_SETTLE: 'soon' })

  expect(lines).toHaveLength(2)
  expect(lines.join()).toContain('sinks.otlp.endpoint')
  expect(linesOf({ SINKS_OTLP_ENDPOINT: 'http://10.0.0.1:4318', SINKS_OTLP_ALLOWPRIVATE: 'TRUE' })).toEqual([])
})

test('brackets without end are a fault and no crash', () => {
  const loaded = loadConfig({ path: 'p.yaml', env: {}, readFile: () => '['.repeat(50_000) })

  expect(loaded.ok).toBe(false)
})
