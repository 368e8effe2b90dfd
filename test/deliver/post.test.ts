import { createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type PostOptions, post } from '../../src/deliver/post.ts'
import { startReceiver } from './receiver.ts'

describe('post', () => {
  it('sends the body whole and answers with status, Retry-After and the start of the answer', async () => {
    const receiver = await startReceiver((response) => response.writeHead(429, { 'retry-after': '7' }).end('later'))

    const answer = await postTo(`${receiver.url}?a=b`, 'ü'.repeat(5_000))

    expect(answer).toEqual({ kind: 'answered', status: 429, retryAfter: '7', body: 'later' })
    expect(receiver.received).toMatchObject([{ path: '/hook?a=b', body: 'ü'.repeat(5_000) }])
    expect(receiver.received[0]?.headers).toMatchObject({
      'content-length': '10000',
      host: `127.0.0.1:${receiver.port}`,
    })
  })

  it('H79: does not follow a redirect, neither to a private address nor elsewhere', async () => {
    const elsewhere = await startReceiver()
    for (const status of [301, 302, 303, 307, 308]) {
      const receiver = await startReceiver((response) => response.writeHead(status, { location: elsewhere.url }).end())

      expect(await postTo(receiver.url)).toMatchObject({ kind: 'answered', status })
    }

    expect(elsewhere.received).toEqual([])
  })

  it('H80: connects to the address that was judged, also when the name leads elsewhere a moment later', async () => {
    const judged = await startReceiver()
    const answers = [['127.0.0.1'], ['169.254.169.254']]
    const resolve = async () => answers.shift() ?? []

    const answer = await postTo(`http://rebinding.example:${judged.port}/hook`, '', { resolve })

    expect(answer).toMatchObject({ status: 200 })
    expect(judged.received[0]?.headers.host).toBe(`rebinding.example:${judged.port}`)
    expect(answers).toHaveLength(1)
  })

  it('H80: opens no connection when one of several addresses may not be reached', async () => {
    const receiver = await startReceiver()
    const resolve = async () => ['127.0.0.1', '169.254.169.254']

    const answer = await postTo(`http://mixed.example:${receiver.port}/`, '', { resolve })

    expect(answer).toEqual({ kind: 'failed', reason: 'the host leads to an address that this sink may not reach' })
    expect(receiver.received).toEqual([])
  })

  it('refuses loopback where private networks are not allowed', async () => {
    const receiver = await startReceiver()

    expect(await postTo(receiver.url, '', { allowPrivate: false })).toMatchObject({ kind: 'failed' })
    expect(receiver.received).toEqual([])
  })

  it('tries the next address when one does not answer', async () => {
    const receiver = await startReceiver()
    const resolve = async () => ['127.0.0.2', '127.0.0.1']

    expect(await postTo(`http://two.example:${receiver.port}/`, '', { resolve })).toMatchObject({ status: 200 })
  })

  it('gives up on a receiver that never answers, and says after how long', async () => {
    const receiver = await startReceiver(() => {})

    expect(await postTo(receiver.url, '', { timeoutMs: 50 })).toEqual({
      kind: 'failed',
      reason: 'no answer within 50 ms',
    })
  })

  it('gives up on a receiver whose header never ends', async () => {
    const port = await rawServer((socket) => {
      const dripping = setInterval(() => socket.write('x-a: b\r\n'), 5)
      socket.write('HTTP/1.1 200 OK\r\n')
      socket.on('close', () => clearInterval(dripping))
    })

    expect(await postTo(`http://127.0.0.1:${port}/`, '', { timeoutMs: 100 })).toMatchObject({ kind: 'failed' })
  })

  it('gives up on a name that is never resolved', async () => {
    const resolve = () => new Promise<never>(() => {})

    expect(await postTo('http://slow.example/', '', { resolve, timeoutMs: 20 })).toMatchObject({ kind: 'failed' })
  })

  it('gives up at once on stopping', async () => {
    const receiver = await startReceiver(() => {})
    const stopping = new AbortController()
    const posting = postTo(receiver.url, '', { signal: stopping.signal })
    await receiver.until(1)

    stopping.abort()

    expect(await posting).toEqual({ kind: 'failed', reason: 'given up on stopping' })
  })

  it('reads no more than the start of an answer without end, and hangs up', async () => {
    const hungUp = Promise.withResolvers<void>()
    const receiver = await startReceiver((response) => {
      const more = () => {
        while (!response.destroyed && response.write('a'.repeat(16_384)));
      }
      response.writeHead(200).on('drain', more).on('close', hungUp.resolve)
      more()
    })

    const answer = await postTo(receiver.url)

    expect(answer).toEqual({ kind: 'answered', status: 200, retryAfter: null, body: 'a'.repeat(4_096) })
    await hungUp.promise
  })

  it('keeps the status of an answer that hangs or breaks off in its body', async () => {
    const hanging = await startReceiver((response) => response.writeHead(200).write('start'))
    const breaking = await startReceiver((response) => {
      response.writeHead(200, { 'content-length': 100 }).write('start', () => response.destroy())
    })

    expect(await postTo(hanging.url, '', { timeoutMs: 3_000 })).toMatchObject({ status: 200, body: 'start' })
    expect(await postTo(breaking.url)).toMatchObject({ status: 200, body: 'start' })
  })

  it('answers failed to noise, to a header beyond all bounds and to a hung-up connection', async () => {
    const replies = ['\u0000\u0001noise\r\n\r\n', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`, null]
    for (const reply of replies) {
      const port = await rawServer((socket) => (reply === null ? socket.destroy() : socket.write(reply)))

      expect(await postTo(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'failed' })
    }
  })

  it('takes an answer that changes the protocol as an answer, and hangs up', async () => {
    const hungUp = Promise.withResolvers<void>()
    const port = await rawServer((socket) => {
      socket.on('close', () => hungUp.resolve())
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    })

    expect(await postTo(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'answered', status: 101 })
    await hungUp.promise
  })

  it('gives up on interim answers without end', async () => {
    const port = await rawServer((socket) => {
      const more = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 5)
      socket.on('close', () => clearInterval(more))
    })

    expect(await postTo(`http://127.0.0.1:${port}/`, '', { timeoutMs: 100 })).toMatchObject({ kind: 'failed' })
  })

  it('does not speak https to a receiver that cannot prove who it is', async () => {
    const receiver = await startReceiver()

    expect(await postTo(`https://127.0.0.1:${receiver.port}/`)).toMatchObject({ kind: 'failed' })
    expect(receiver.received).toEqual([])
  })

  it('names neither the URL nor the address when it fails', async () => {
    const port = await rawServer((socket) => socket.destroy())
    const resolve = async () => ['127.0.0.1']

    const answers = [
      await postTo(`http://secret.example:${port}/SECRET`, '', { resolve }),
      await postTo('http://secret.invalid:1/SECRET'),
      await postTo('http://127.0.0.1:1/SECRET'),
    ]

    for (const answer of answers) expect(answer).toMatchObject({ kind: 'failed' })
    expect(JSON.stringify(answers)).not.toMatch(/SECRET|secret|127/)
  })
})

function postTo(url: string, body = 'x', options: Partial<PostOptions> = {}) {
  const { signal } = new AbortController()
  return post({ url: new URL(url), headers: {}, body }, { allowPrivate: true, timeoutMs: 10_000, signal, ...options })
}

async function rawServer(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => onConnection(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}
