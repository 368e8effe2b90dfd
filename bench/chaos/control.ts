import { createServer } from 'node:http'

/** A server with nothing to do, in the process that looks: when even this one is late, it is the looking that is. */
export interface Control {
  readonly url: string
  stop(): Promise<void>
}

export async function startControl(): Promise<Control> {
  const server = createServer((_request, response) => response.writeHead(204).end())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address !== 'object') throw new Error('expected an address')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
