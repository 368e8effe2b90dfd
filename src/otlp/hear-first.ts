import type { Socket } from 'node:net'

/**
 * Hears the first bytes of a connection and puts them back, so that whoever serves it reads them again. A peer that
 * says nothing for so long is let go.
 */
export function hearFirst(socket: Socket, waitMs: number, heard: (start: Uint8Array) => void): void {
  const giveUp = () => socket.destroy()
  const timer = setTimeout(giveUp, waitMs)
  socket.once('close', () => clearTimeout(timer))
  // A peer that hangs up before it speaks is no error of ours.
  socket.once('end', giveUp)
  socket.once('data', (start: Buffer) => {
    clearTimeout(timer)
    socket.off('end', giveUp)
    socket.pause()
    socket.unshift(start)
    heard(start)
  })
}
