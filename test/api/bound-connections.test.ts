import { once } from 'node:events'
import { createServer, get, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { boundConnections } from '../../src/api/bound-connections.ts'
import { patience } from '../patience.ts'

it('lets a probe in where others only hold connections open, or send their headers slowly', async () => {
  const { port, open } = await served(4)
  const idle = [await open(), await open(), await open('GET / HTTP/1.1\r\n'), await open()]

  expect(await probe(port)).toBe(200)

  await vi.waitFor(() => expect(idle.map(({ destroyed }) => destroyed)).toEqual([true, false, false, false]), patience)
})

it('closes no connection that is being answered, and then takes no more', async () => {
  const { port, open, asked } = await served(2)
  const busy = [
    await open('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n'),
    await open('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n'),
  ]
  await vi.waitFor(() => expect(asked).toHaveLength(2), patience)

  await expect(probe(port)).rejects.toThrow()
  expect(busy.map(({ destroyed }) => destroyed)).toEqual([false, false])
  asked[0]?.end()

  await vi.waitFor(async () => expect(await probe(port)).toBe(200), patience)
})

/** A server that leaves /slow unanswered. */
async function served(max: number) {
  const asked: ServerResponse[] = []
  const server = createServer((request, response) => {
    if (request.url === '/slow') asked.push(response)
    else response.end()
  })
  boundConnections(server, max)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const open = async (text = ''): Promise<Socket> => {
    const accepted = once(server, 'connection')
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    socket.resume()
    if (text !== '') socket.write(text)
    await accepted
    return socket
  }
  return { port, open, asked }
}

async function probe(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })
}
