import { describe, expect, it } from 'vitest'
import { guardedAddresses } from '../../src/deliver/ssrf-guard.ts'

const url = new URL('https://hooks.example.com/')
const guarded = { allowPrivate: false }
const resolving =
  (...addresses: readonly string[]) =>
  async () =>
    addresses

describe('guardedAddresses', () => {
  it('answers every address of a name that leads to the internet', async () => {
    expect(await guardedAddresses(url, guarded, resolving('1.1.1.1', '2606:4700::1111'))).toEqual({
      ok: true,
      addresses: [
        { address: '1.1.1.1', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ],
    })
  })

  for (const name of ['localhost', 'localhost.']) {
    it(`H77: refuses ${name}, as this machine itself resolves it`, async () => {
      expect(await guardedAddresses(new URL(`https://${name}/`), guarded)).toMatchObject({ ok: false })
    })
  }

  it('H77: refuses a public name that leads home, whatever name server or alias says so', async () => {
    const asked: string[] = []
    const wildcard = async (host: string) => {
      asked.push(host)
      return ['127.0.0.1']
    }

    const answer = await guardedAddresses(new URL('https://127-0-0-1.dns.example/'), guarded, wildcard)

    expect(answer).toMatchObject({ ok: false })
    expect(asked).toEqual(['127-0-0-1.dns.example'])
  })

  for (const mixed of [
    ['1.1.1.1', '10.0.0.1'],
    ['1.1.1.1', '::1'],
    ['2606:4700::1111', '::ffff:7f00:1'],
    ['1.1.1.1', 'not an address'],
  ]) {
    it(`H80: refuses a name as a whole that leads to ${mixed.join(' and ')}`, async () => {
      expect(await guardedAddresses(url, guarded, resolving(...mixed))).toMatchObject({ ok: false })
    })
  }

  it('H80: judges also the addresses that it would not try', async () => {
    const many = [...Array(40).fill('1.1.1.1'), '10.0.0.1']

    expect(await guardedAddresses(url, guarded, resolving(...many))).toMatchObject({ ok: false })
  })

  it('refuses when a name leads nowhere or cannot be asked', async () => {
    const broken = () => Promise.reject(new Error('SERVFAIL hooks.example.com'))

    expect(await guardedAddresses(url, guarded, resolving())).toMatchObject({ ok: false })
    expect(await guardedAddresses(url, guarded, broken)).toEqual({ ok: false, reason: 'the host cannot be resolved' })
  })

  it('refuses what is link-local also where private networks are allowed', async () => {
    const reach = { allowPrivate: true }

    expect(await guardedAddresses(url, reach, resolving('192.168.1.1'))).toMatchObject({ ok: true })
    expect(await guardedAddresses(url, reach, resolving('192.168.1.1', '169.254.169.254'))).toMatchObject({ ok: false })
  })
})
