import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { serve, someKeys } from '../api/served.ts'
import { cli } from './cli.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** Something that listens and is no Promontory. */
async function stranger(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  closers.push(() => server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const secret = 'secret-of-default-read-for-tests'

describe('asking the API', () => {
  test.each([
    ['patterns'],
    ['candidates'],
    ['explain', 'a'.repeat(32)],
    ['doctor'],
    ['sinks'],
    ['sinks', 'replay', 'hook'],
    ['candidates', 'decide', 'third', '--accept', '--reason', 'r'],
  ])('%s fails with a clear line where no service is there', async (...argv) => {
    const { code, out, err } = await cli([...argv, '--api', 'http://127.0.0.1:1'])

    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('no answer from http://127.0.0.1:1')
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  test('says that nothing listens where the port is closed', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')

    const { code, err } = await cli(['patterns', '--api', `http://127.0.0.1:${port}`])

    expect(code).toBe(3)
    expect(err).toContain(`no answer from http://127.0.0.1:${port}: nothing listens on that port; is the service`)
  })

  test('sends the key of the environment, and that of the option before it', async () => {
    const { address } = await serve({}, someKeys())
    const api = `http://${address}`

    expect((await cli(['patterns', '--api', api])).code).toBe(3)
    expect((await cli(['patterns', '--api', api], { env: { PROMONTORY_KEY: secret } })).code).toBe(0)
    expect((await cli(['patterns', '--api', api, '--key', secret], { env: { PROMONTORY_KEY: 'wrong' } })).code).toBe(0)
  })

  test('tells where a key is needed or does not permit it, and never shows it', async () => {
    const { address } = await serve({}, someKeys())

    const missing = await cli(['patterns', '--api', `http://${address}`])
    const forbidden = await cli(['sinks', '--api', `http://${address}`, '--key', secret])

    expect(missing.err).toContain('PROMONTORY_KEY')
    expect(forbidden).toMatchObject({ code: 3, err: 'promontory: this key does not permit admin\n' })
  })

  test.each([
    [['--api', 'nowhere']],
    [['--api', 'ftp://127.0.0.1']],
    [['--api', 'http://user:hunter22@127.0.0.1']],
    [['--key', 'hunter22\nx']],
    [['--key', '']],
  ])('%j is wrong use, and the message does not repeat it', async (options) => {
    const { code, err } = await cli(['patterns', ...options])

    expect(code).toBe(2)
    expect(err).not.toContain('hunter22')
  })

  test.each<[string, RequestListener]>([
    ['a page of another program', (_, response) => response.end('<h1>It works</h1>')],
    ['JSON of another shape', (_, response) => response.end('{"items":[{}],"nextCursor":null}')],
    ['an error without a reason', (_, response) => response.writeHead(500).end('oops')],
    ['a cut answer', (request) => request.socket.destroy()],
    ['nothing that is HTTP', (request) => request.socket.end('SSH-2.0-x\r\n')],
  ])('fails on %s', async (_, answer) => {
    const { code, out } = await cli(['patterns', '--api', await stranger(answer)])

    expect([code, out]).toEqual([3, ''])
  })

  test('does not follow a redirect with its key', async () => {
    const asked: (string | undefined)[] = []
    const elsewhere = await stranger((request, response) => {
      asked.push(request.headers.authorization)
      response.end('{}')
    })
    const api = await stranger((_, response) => response.writeHead(302, { location: elsewhere }).end())

    expect((await cli(['patterns', '--api', api, '--key', secret])).code).toBe(3)
    expect(asked).toEqual([])
  })

  test('stops reading an answer without end', async () => {
    const api = await stranger((_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, 0x20)
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', more)
      more()
    })

    const { code, err } = await cli(['patterns', '--api', api])

    expect(code).toBe(3)
    expect(err).toContain('larger than 64 MiB')
  })

  test('ends at a page that holds nothing and claims that there is more', async () => {
    const api = await stranger((_, response) => response.end('{"items":[],"nextCursor":"again"}'))

    expect((await cli(['patterns', '--api', api])).code).toBe(1)
  })

  test('prints a reason of the service without what steers a terminal', async () => {
    const body = JSON.stringify({ detail: 'no \u001b[2J way\nprompt$ ' })
    const api = await stranger((_, response) => response.writeHead(400).end(body))

    const { code, err } = await cli(['patterns', '--api', api])

    expect(code).toBe(2)
    expect(err).toBe('promontory: no \ufffd[2J way prompt$ \n')
  })

  test('works below a path, as behind a proxy', async () => {
    const paths: (string | undefined)[] = []
    const api = await stranger((request, response) => {
      paths.push(request.url)
      response.end('{"items":[],"nextCursor":null}')
    })

    await cli(['candidates', '--api', `${api}/promontory`])

    expect(paths).toEqual(['/promontory/api/v1/candidates?limit=50'])
  })
})
