import { expect, test } from 'vitest'
import { readEndpoint } from '../../src/config/read-endpoint.ts'

test.each([
  ['127.0.0.1:4317', '127.0.0.1', 4317],
  ['localhost:0', 'localhost', 0],
  ['[::1]:4318', '::1', 4318],
  ['[fe80::1]:65535', 'fe80::1', 65_535],
])('%s names host and port', (text, host, port) => {
  expect(readEndpoint(text)).toEqual({ host, port })
})

test.each(['', ':1', 'host', 'host:', 'host:x', '::1:4317', '[::1]', '[host]:1', 'a/b:1', 'u@h:1', 'h:1e3'])(
  '%j is no endpoint',
  (text) => {
    expect(readEndpoint(text)).toBeNull()
  },
)
