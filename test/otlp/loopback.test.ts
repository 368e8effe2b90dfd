import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listenAt } from '../../src/otlp/listen.ts'
import { isLoopbackAddress, requireLoopback } from '../../src/otlp/loopback.ts'

describe('an endpoint', () => {
  it.each([
    ['127.0.0.1:4317', '127.0.0.1', 4317],
    ['127.9.8.7:1', '127.9.8.7', 1],
    ['localhost:0', 'localhost', 0],
    ['[::1]:65535', '::1', 65535],
  ])('%s is loopback', (endpoint, host, port) => {
    expect(requireLoopback(endpoint)).toEqual({ host, port })
  })

  it.each([
    '0.0.0.0:4317',
    '[::]:4317',
    '10.0.0.1:4317',
    '[::ffff:127.0.0.1]:4317',
    'localhost.example:4317',
    'localhost.:4317',
    '127.0.0.1.example:4317',
    '127.1:4317',
    '2130706433:4317',
    '128.0.0.1:4317',
  ])('%s is refused as not loopback', (endpoint) => {
    expect(() => requireLoopback(endpoint)).toThrow(`endpoint "${endpoint}" is not loopback: without keys`)
  })

  it.each([
    '',
    ':4317',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.0.0.1:-1',
    '127.0.0.1:1e3',
    '::1:4317',
    '[localhost]:1',
  ])('"%s" cannot be read', (endpoint) => {
    expect(() => requireLoopback(endpoint)).toThrow('expected host:port')
  })
})

describe('an address', () => {
  it('is loopback only when written as one', () => {
    expect(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1'].every(isLoopbackAddress)).toBe(true)
    expect(['localhost', '::ffff:127.0.0.1', '::', '0.0.0.0', '126.255.255.255', ''].some(isLoopbackAddress)).toBe(
      false,
    )
  })
})

describe('listening', () => {
  it('answers the port it was given on port 0', async () => {
    const server = createServer()
    expect(await listenAt(server, { endpoint: 'localhost:0', keyed: false })).toMatch(
      /^(127\.0\.0\.1|\[::1\]):[1-9]\d*$/,
    )
    server.close()
  })

  it('names the endpoint whose address is in use', async () => {
    const first = createServer()
    const address = await listenAt(first, { endpoint: '127.0.0.1:0', keyed: false })
    await expect(listenAt(createServer(), { endpoint: address, keyed: false })).rejects.toThrow(
      `cannot listen on ${address}: the address is in use`,
    )
    first.close()
  })
})
