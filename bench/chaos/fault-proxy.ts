import { createHash } from 'node:crypto'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { commandWords, isPush, respFrames } from './resp-frames.ts'

/**
 * What goes wrong between a replica and its store.
 * - `cutBeforeReply`: the store does what it was asked, and every so manieth time the connection is cut instead of
 *   telling so;
 * - `delay`: replies come so much later;
 * - `blackHole`: nothing comes through; once it passes again what was held comes, also to and from those who have gone;
 * - `refuse`: connections are reset, those that are there and those that come;
 * - `halfClose`: the store's side of each connection is ended, what is sent to it comes to nobody.
 */
export type Fault =
  | { readonly kind: 'pass' }
  | { readonly kind: 'cutBeforeReply'; readonly every: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'blackHole' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'halfClose' }

export interface SeenCommand {
  /** In capitals. */
  readonly name: string
  /** SHA-1 of the script that it runs; null where it runs none. */
  readonly script: string | null
}

/** Asked as each command comes by, and again as its reply does. `cut` ends the connection there instead of passing it on. */
export type Watch = (moment: 'before' | 'after', command: SeenCommand) => 'pass' | 'cut'

/** Stands before a Redis on a port of its own. Its fault can be changed at any time. */
export interface FaultProxy {
  readonly url: string
  set(fault: Fault): void
  watch(watch: Watch | null): void
  /** Leads to another Redis from now on; connections to the one before are reset. */
  leadTo(upstreamPort: number): void
  stop(): Promise<void>
}

export async function startFaultProxy(upstreamPort: number): Promise<FaultProxy> {
  const state: State = { fault: { kind: 'pass' }, watch: null, replies: 0, upstreamPort }
  const connections = new Set<Connection>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const connection = connectionOf(client, state)
    connections.add(connection)
    client.once('close', () => connections.delete(connection))
    connection.faultChanged()
  })
  const ownPort = await listening(server)
  return {
    url: `redis://127.0.0.1:${ownPort}`,
    set: (fault) => {
      state.fault = fault
      for (const connection of [...connections]) connection.faultChanged()
    },
    watch: (watch) => {
      state.watch = watch
    },
    leadTo: (port) => {
      state.upstreamPort = port
      for (const connection of [...connections]) connection.reset()
    },
    stop: async () => {
      for (const connection of [...connections]) connection.reset()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface State {
  fault: Fault
  watch: Watch | null
  /** So many replies came by since the proxy started. */
  replies: number
  upstreamPort: number
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}

interface Connection {
  faultChanged(): void
  reset(): void
}

function connectionOf(client: Socket, state: State): Connection {
  const upstream = connect({ host: '127.0.0.1', port: state.upstreamPort, noDelay: true, allowHalfOpen: true })
  const asked: SeenCommand[] = []
  let halfClosed = false
  const reset = () => {
    client.resetAndDestroy()
    upstream.resetAndDestroy()
  }
  const requests = lane(
    state,
    () => 0,
    (frame) => {
      const command = commandOf(frame)
      if (state.watch?.('before', command) === 'cut') return reset()
      asked.push(command)
      upstream.write(frame)
    },
  )
  const replies = lane(
    state,
    ({ fault }) => (fault.kind === 'delay' ? fault.ms : 0),
    (frame) => {
      const command = isPush(frame) ? null : (asked.shift() ?? null)
      if (command !== null && isCut(command, state)) return reset()
      if (!halfClosed) client.write(frame)
    },
  )
  client.on('data', requests.push).on('error', () => {})
  upstream.on('data', replies.push).on('error', () => {})
  // What was sent by somebody who has gone meanwhile still arrives, as it does on a network.
  client.on('end', () => requests.whenEmpty(() => upstream.end()))
  upstream.on('end', () => replies.whenEmpty(() => client.end()))
  upstream.on('close', (failed) => failed && client.resetAndDestroy())
  const halfClose = () => {
    halfClosed = true
    client.end()
  }
  return {
    reset,
    faultChanged: () => {
      if (state.fault.kind === 'refuse') reset()
      else if (state.fault.kind === 'halfClose') halfClose()
      requests.pump()
      replies.pump()
    },
  }
}

function isCut(command: SeenCommand, state: State): boolean {
  state.replies += 1
  if (state.watch?.('after', command) === 'cut') return true
  return state.fault.kind === 'cutBeforeReply' && state.replies % state.fault.every === 0
}

interface Lane {
  push(chunk: Buffer): void
  /** Passes on what may pass now. */
  pump(): void
  whenEmpty(then: () => void): void
}

/** One direction of a connection: whole values in their order, held back as the fault says. */
function lane(state: State, delayMs: (state: State) => number, pass: (frame: Buffer) => void): Lane {
  const frames = respFrames()
  let held: { readonly frame: Buffer; readonly atMs: number }[] = []
  let emptied: (() => void) | null = null
  let timer: NodeJS.Timeout | null = null
  const pump = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (state.fault.kind === 'blackHole') return
    const nowMs = performance.now()
    const first = held.findIndex(({ atMs }) => atMs > nowMs)
    const due = first < 0 ? held : held.slice(0, first)
    held = first < 0 ? [] : held.slice(first)
    for (const { frame } of due) pass(frame)
    const [next] = held
    if (next !== undefined) timer = setTimeout(pump, next.atMs - nowMs)
    else emptied?.()
  }
  return {
    pump,
    push: (chunk) => {
      const atMs = performance.now() + delayMs(state)
      held.push(...frames.push(chunk).map((frame) => ({ frame, atMs })))
      pump()
    },
    whenEmpty: (then) => {
      emptied = then
      if (held.length === 0) then()
    },
  }
}

function commandOf(frame: Buffer): SeenCommand {
  const [name = '', first = ''] = commandWords(frame, 2)
  const upper = name.toUpperCase()
  if (upper.startsWith('EVALSHA')) return { name: upper, script: first.toLowerCase() }
  if (upper.startsWith('EVAL')) return { name: upper, script: createHash('sha1').update(first).digest('hex') }
  return { name: upper, script: null }
}
