import { isLoopbackHost } from '../otlp/loopback.ts'
import type { Fault } from './fault.ts'
import type { Endpoint } from './option.ts'
import type { ReadOption } from './read-option.ts'

/** Without keys whoever reaches an endpoint may do everything, so that only this machine may. */
export function loopbackFaults(read: readonly ReadOption[]): readonly Fault[] {
  const keys = read.find(({ option }) => option.path === 'keys')
  // Keys with faults are told as such: they were meant.
  if (keys !== undefined && (keys.faults.length > 0 || isFilled(keys.value))) return []
  return read.flatMap(({ option, value, where }) => {
    if (option.notes.form !== 'endpoint' || !isEndpoint(value) || isLoopbackHost(value.host)) return []
    const seen = JSON.stringify(written(value)) + where
    return [{ path: option.path, seen, expected: 'keys to be set, or a loopback address such as 127.0.0.1' }]
  })
}

function isFilled(value: ReadOption['value']): boolean {
  return Array.isArray(value) && value.length > 0
}

function isEndpoint(value: ReadOption['value']): value is Endpoint {
  return typeof value === 'object' && 'host' in value && 'port' in value
}

function written({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
