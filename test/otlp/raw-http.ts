import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  /** 0 when the connection closed without an answer. */
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Opens a plain connection to `host:port`; errors of a peer that hangs up are part of what is tested. */
export async function rawConnect(address: string): Promise<Socket> {
  const at = address.lastIndexOf(':')
  const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)) })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Everything the peer says until it closes, or until a complete answer is there. */
export function rawAnswer(socket: Socket): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0)
    const settle = () => {
      socket.destroy()
      resolve(readAnswer(seen.toString('latin1')))
    }
    socket.on('data', (chunk) => {
      seen = Buffer.concat([seen, chunk])
      if (isComplete(seen.toString('latin1'))) settle()
    })
    socket.on('close', settle)
  })
}

/** Sends bytes and reads the one answer. */
export async function rawExchange(address: string, ...parts: readonly (string | Uint8Array)[]): Promise<RawAnswer> {
  const socket = await rawConnect(address)
  const answer = rawAnswer(socket)
  for (const part of parts) socket.write(part)
  return answer
}

function isComplete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(text)
  return end >= 0 && length !== null && text.length >= end + 4 + Number(length[1])
}

function readAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end)
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: end < 0 ? '' : text.slice(end + 4) }
}
