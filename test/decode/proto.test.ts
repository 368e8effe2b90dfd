import { join } from 'node:path'
import protobuf from 'protobufjs'
import { expect, test } from 'vitest'

const proto = join(import.meta.dirname, '../../proto')

test.each([
  ['opentelemetry/proto/collector/trace/v1/trace_service.proto', 'opentelemetry.proto.collector.trace.v1.TraceService'],
  ['opentelemetry/proto/collector/logs/v1/logs_service.proto', 'opentelemetry.proto.collector.logs.v1.LogsService'],
  [
    'opentelemetry/proto/collector/metrics/v1/metrics_service.proto',
    'opentelemetry.proto.collector.metrics.v1.MetricsService',
  ],
])('%s defines its service with all it refers to', (file, name) => {
  const service = load(file).lookupService(name)
  expect(Object.keys(service.methods)).toEqual(['Export'])
})

test('a status carries the retry delay as one of its details', () => {
  const root = load('google/rpc/status.proto', 'google/rpc/error_details.proto')
  const retryInfo = root.lookupType('google.rpc.RetryInfo')
  const status = root.lookupType('google.rpc.Status')
  const value = retryInfo.encode(retryInfo.fromObject({ retryDelay: { seconds: 2 } })).finish()
  const details = [{ type_url: 'type.googleapis.com/google.rpc.RetryInfo', value }]
  const bytes = status.encode(status.fromObject({ code: 14, message: 'later', details })).finish()
  expect(Buffer.from(bytes).toString('latin1')).toContain('google.rpc.RetryInfo')
  expect(status.toObject(status.decode(bytes))).toMatchObject({ code: 14, message: 'later' })
})

function load(...files: string[]): protobuf.Root {
  const root = new protobuf.Root()
  root.resolvePath = (_origin, target) => join(proto, target)
  root.loadSync(files)
  root.resolveAll()
  return root
}
