import { describe, expect, it } from 'vitest'
import { outboundUrl } from '../../src/deliver/outbound-url.ts'

const guarded = { allowPrivate: false }
const own = { allowPrivate: true }

describe('outboundUrl', () => {
  it('takes an https URL with any port, path and query', () => {
    for (const url of ['https://hooks.example.com/a?b=c#d', 'https://example.com:8443', 'HTTPS://Example.com./x'])
      expect(outboundUrl(url, guarded)).toMatchObject({ ok: true })
  })

  for (const host of [
    ...[
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '0',
      '①②⑦.⓪.⓪.①',
      '127.0.0.1.',
      '0x7f.1',
      '10.1',
      '192.168.257',
    ],
  ]) {
    it(`H75: refuses the IPv4 address ${host}, however it is written`, () => {
      expect(outboundUrl(`https://${host}/`, guarded)).toMatchObject({ ok: false })
    })
  }

  for (const host of [
    ...['[::1]', '[::ffff:7f00:1]', '[::ffff:127.0.0.1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]'],
    ...['[fe80::1]', '[fe80::1%25eth0]', '[fd00::1]', '[::]', '169.254.169.254'],
  ]) {
    it(`H76: refuses ${host}`, () => {
      expect(outboundUrl(`https://${host}/`, guarded)).toMatchObject({ ok: false })
    })
  }

  for (const host of ['[fe80::1]', '[2002:7f00:1::]', '169.254.169.254', '0', '[::]', '[::127.0.0.1]']) {
    it(`H76: refuses ${host} also where private networks are allowed`, () => {
      expect(outboundUrl(`http://${host}/`, own)).toMatchObject({ ok: false })
    })
  }

  for (const url of [
    ...[
      'https://user@example.com/',
      'https://user:pass@example.com/',
      'https://@example.com/',
      'https://:@example.com/',
    ],
    ...['https://example.com\\@127.0.0.1/', 'https:\\\\example.com/', 'https:/example.com/', 'https:example.com'],
    ...[
      'file:///etc/passwd',
      'ftp://example.com/',
      'gopher://example.com/',
      'javascript:0',
      'data:,x',
      '//example.com',
    ],
    ...['https://example.com:0/', 'https://example.com:65536/', 'https://example.com:-1/', 'https://example.com:8o/'],
    ...[
      'https://exa mple.com/',
      'https://example.com/\r\nHost: a',
      ' https://example.com/',
      'https://',
      'https:///x',
      '',
    ],
    ...['https://exa\tmple.com/', 'https://example.com/\u0000', `https://example.com/${'a'.repeat(2_048)}`],
  ]) {
    it(`H78: refuses ${JSON.stringify(url).slice(0, 60)}`, () => {
      expect(outboundUrl(url, guarded)).toMatchObject({ ok: false })
      expect(outboundUrl(url, own)).toMatchObject({ ok: false })
    })
  }

  it('takes http and private addresses only where they are allowed', () => {
    for (const url of ['http://example.com/', 'http://127.0.0.1:4318/', 'https://192.168.0.7/', 'http://[::1]:80/']) {
      expect(outboundUrl(url, guarded)).toMatchObject({ ok: false })
      expect(outboundUrl(url, own)).toMatchObject({ ok: true })
    }
  })

  it('quotes nothing of a URL that it refuses: the path may be a secret', () => {
    const refusal = outboundUrl('https://user:hunter2@example.com/SECRET', guarded)

    expect(JSON.stringify(refusal)).not.toMatch(/hunter2|SECRET|example/)
  })

  it('looks at a hostile URL of the greatest length in linear time', () => {
    // A backtracking pattern would take minutes for these; the test would run into its time limit.
    for (const filler of ['a', '/', '@', ':', '.'])
      for (let round = 0; round < 1_000; round += 1) outboundUrl(`https://${filler.repeat(2_030)}\u0000`, guarded)
  })
})
