import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * At most so many connections at a time. Beyond it the one gives way that has waited longest without a request, so that
 * whoever only holds connections open keeps no probe out; a new one gives way where all others are being answered.
 */
export function boundConnections(server: Server, max: number): void {
  const open = new Set<Socket>()
  /** In the order in which they began to wait. */
  const idle = new Set<Socket>()
  const forget = (socket: Socket) => {
    open.delete(socket)
    idle.delete(socket)
  }
  server.on('connection', (socket) => {
    open.add(socket)
    idle.add(socket)
    socket.once('close', () => forget(socket))
    const [oldest] = idle
    if (open.size <= max || oldest === undefined) return
    forget(oldest)
    oldest.destroy()
  })
  server.on('request', ({ socket }, response) => {
    idle.delete(socket)
    response.once('close', () => {
      if (open.has(socket)) idle.add(socket)
    })
  })
}
