import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below the ports that systems give to whoever asks for any, and to outgoing connections: a server that is restarted finds
 * its port free again.
 */
const [portMin, portMax] = [10_000, 32_000] as const
const triesMax = 100

/** A loopback port that was free a moment ago. Another program may take it meanwhile: whoever starts on it tries again. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const port = randomInt(portMin, portMax)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port from ${portMin} to ${portMax}, tried ${triesMax}`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
