import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { endpointKind } from '../../src/telemetry/own-endpoint.ts'

const listening = ['127.0.0.1:4317', '[::1]:4318']
const leadsTo =
  (...addresses: readonly string[]) =>
  async () =>
    addresses
const kind = (url: string, resolve = leadsTo('10.9.8.7')) => endpointKind(new URL(url), listening, resolve)

it('an endpoint at another port is elsewhere, whatever its host', async () => {
  expect(await kind('http://127.0.0.1:4319', leadsTo('127.0.0.1'))).toBe('elsewhere')
  expect(await kind('http://collector', leadsTo('127.0.0.1'))).toBe('elsewhere')
})

it('the same port at another machine is elsewhere', async () => {
  expect(await kind('http://collector:4317')).toBe('elsewhere')
})

it.each(['127.0.0.1', '127.1.2.3', '::1', '0.0.0.0', '::', '::ffff:127.0.0.1'])(
  'the same port at %s is this service',
  async (address) => {
    expect(await kind('http://collector:4317', leadsTo('10.9.8.7', address))).toBe('own')
  },
)

it('the same port at any address of this machine is this service', async () => {
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address))
  for (const address of own) expect(await kind('http://promontory:4318', leadsTo(address))).toBe('own')
})

it('literal addresses and localhost need no resolver of ours', async () => {
  expect(await endpointKind(new URL('http://[::1]:4317'), listening)).toBe('own')
  expect(await endpointKind(new URL('http://localhost:4318/v1/traces'), listening)).toBe('own')
})

it('a host that cannot be resolved may be this service', async () => {
  const fails = async () => {
    throw new Error('no such host')
  }
  expect(await kind('http://gone:4317', fails)).toBe('unknown_host')
  expect(await kind('http://gone:4320', fails)).toBe('elsewhere')
})
