import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressKind } from '../../src/deliver/address-kind.ts'

describe('addressKind', () => {
  for (const address of ['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1']) {
    it(`lets a sink reach ${address} of the internet`, () => {
      expect(addressKind(address)).toBe('public')
    })
  }

  for (const address of ['127.0.0.1', '127.255.0.9', '10.1.2.3', '172.31.255.255', '192.168.0.1', '100.64.0.1']) {
    it(`takes ${address} for one of the operator's own networks`, () => {
      expect(addressKind(address)).toBe('private')
    })
  }

  for (const address of ['::1', 'fc00::1', 'fd12:3456::1', '::ffff:10.0.0.1', '64:ff9b::7f00:1']) {
    it(`takes ${address} for one of the operator's own networks`, () => {
      expect(addressKind(address)).toBe('private')
    })
  }

  for (const address of [
    ...['0.0.0.0', '169.254.169.254', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '100.100.100.200'],
    ...[
      '::',
      '::7f00:1',
      '::127.0.0.1',
      '::ffff:169.254.169.254',
      '::ffff:0:7f00:1',
      'fe80::1',
      'fe80::1%lo',
      'ff02::1',
    ],
    ...['2002:7f00:1::', '2001::1', '2001:db8::1', '3fff::1', 'fec0::1', '64:ff9b:1::7f00:1', '64:ff9b::a9fe:a9fe'],
    ...['100::1', '4000::1', 'fd00:ec2::254', '', 'localhost', '127.1', '1.1.1.1 '],
  ]) {
    it(`never lets a sink reach "${address}"`, () => {
      expect(addressKind(address)).toBe('forbidden')
    })
  }

  it('judges an IPv4 address inside of an IPv6 one as it judges the address itself', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '64:ff9b::'), (address, prefix) => {
        expect(addressKind(prefix + address)).toBe(addressKind(address))
      }),
    )
  })

  it('gives the same answer for every spelling of an IPv6 address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
        expect(addressKind(address)).toBe(addressKind(canonical))
        expect(addressKind(address.toUpperCase())).toBe(addressKind(canonical))
      }),
    )
  })
})
