import { setTimeout as sleep } from 'node:timers/promises'
import { rejectedInJson, rejectedInProtobuf } from '../../src/verify/send/partial-success.ts'
import { rawGrpcExchange } from '../otlp/raw-grpc.ts'
import { rawExchange } from '../otlp/raw-http.ts'
import type { HostileService } from './service.ts'

/** An answer in a word or two: `gRPC 0`, `gRPC 0 rejected 1`, `HTTP 413`, `HTTP 503 come again`, `hung up`. */
export type AnswerText = string

export async function overGrpc(service: HostileService, body: Uint8Array): Promise<AnswerText> {
  return untilFinal(() => onceOverGrpc(service, body), 'gRPC 14')
}

async function onceOverGrpc({ grpc }: HostileService, body: Uint8Array): Promise<AnswerText> {
  const result = await grpc.call(body)
  if (!result.ok) return `gRPC ${result.code}`
  return `gRPC 0${rejectedText(rejectedInProtobuf(result.body))}`
}

const roundsMax = 60
const roundMs = 500

/** A slow machine may be told to come again with what takes its time to read. */
async function untilFinal(send: () => Promise<AnswerText>, again: AnswerText): Promise<AnswerText> {
  for (let round = 0; round < roundsMax; round += 1) {
    const answer = await send()
    if (answer !== again) return answer
    await sleep(roundMs)
  }
  return send()
}

/** Bytes as they go into an HTTP/2 stream, frames and all. */
export async function rawGrpc(
  { listening }: HostileService,
  bytes: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<AnswerText> {
  const answer = await rawGrpcExchange(listening.grpc, bytes, headers).catch(() => null)
  if (answer === null || (answer.code === null && answer.httpStatus === 0)) return 'hung up'
  if (answer.code === null) return `HTTP ${answer.httpStatus}`
  return `gRPC ${answer.code}${answer.retryInfo ? ' come again' : ''}`
}

export async function overHttp(
  service: HostileService,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<AnswerText> {
  return untilFinal(() => onceOverHttp(service, body, headers), 'HTTP 503 come again')
}

async function onceOverHttp(
  { listening }: HostileService,
  body: Uint8Array | string,
  headers: Record<string, string>,
): Promise<AnswerText> {
  const type = { 'content-type': 'application/x-protobuf', ...headers }
  const response = await fetch(`http://${listening.http}/v1/traces`, {
    method: 'POST',
    headers: type,
    body: typeof body === 'string' ? body : Buffer.from(body),
  })
  const answer = Buffer.from(await response.arrayBuffer())
  const again = response.headers.has('retry-after') ? ' come again' : ''
  if (response.status !== 200) return `HTTP ${response.status}${again}`
  const json = type['content-type'] === 'application/json'
  return `HTTP 200${rejectedText(json ? rejectedInJson(answer.toString()) : rejectedInProtobuf(answer))}`
}

export function overJson(service: HostileService, body: Uint8Array | string): Promise<AnswerText> {
  return overHttp(service, body, { 'content-type': 'application/json' })
}

/** A request as bytes on a plain connection. */
export async function rawHttp(
  { listening }: HostileService,
  head: string,
  ...parts: readonly (string | Uint8Array)[]
): Promise<AnswerText> {
  const { status, head: seen } = await rawExchange(listening.http, `${head}\r\n\r\n`, ...parts)
  if (status === 0) return 'hung up'
  return `HTTP ${status}${/^retry-after:/im.test(seen) ? ' come again' : ''}`
}

function rejectedText(rejected: number): string {
  return rejected > 0 ? ` rejected ${rejected}` : ''
}
