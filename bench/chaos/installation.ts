import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OwnService, readEventFile, startOwnService } from '../../src/verify/own-service.ts'
import type { Subject } from '../../src/verify/verify.ts'
import type { ChaosStore } from './chaos-store.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

/** Replicas on one store, with three sinks: standard output, a file, a webhook. */
export interface Installation {
  readonly replicas: readonly OwnService[]
  readonly subject: Subject
  readonly receiver: WebhookReceiver
  readonly folder: string
  stop(): Promise<void>
}

export async function startInstallation(
  count: number,
  store: Pick<ChaosStore, 'urlOf'>,
  settings: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'promontory-chaos-'))
  const receiver = await startWebhookReceiver()
  const config = join(folder, 'promontory.yaml')
  const eventFile = join(folder, 'events.ndjson')
  await writeFile(config, configText(eventFile, receiver.url))
  const started = await Promise.allSettled(
    Array.from({ length: count }, (_, index) =>
      startOwnService({
        settings: {
          ...{ PROMONTORY_CONFIG: config, CHAOS_FOLDER: folder },
          ...storeSettings(store.urlOf(index)),
          ...settings,
        },
      }),
    ),
  )
  const replicas = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const stop = async () => {
    for (const replica of replicas) replica.wake()
    await Promise.all(replicas.map((replica) => replica.stop()))
    await receiver.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const failed = started.find((start) => start.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  return { replicas, subject: subjectOf(replicas, eventFile, receiver), receiver, folder, stop }
}

function storeSettings(url: string | null): Readonly<Record<string, string>> {
  return url === null ? {} : { REDIS_URL: url }
}

function subjectOf(replicas: readonly OwnService[], eventFile: string, receiver: WebhookReceiver): Subject {
  return {
    replicas: replicas.map(({ listening }) => listening),
    ...{ key: null, quickIdle: true, crash: null },
    // Which replica tells a sink is its own business: standard output is one sink, wherever it comes out.
    sinks: () => [
      { sink: 'standard output', events: replicas.flatMap((own) => own.sinks().flatMap(({ events }) => events)) },
      { sink: 'the file', events: readEventFile(eventFile) },
      { sink: 'the webhook', events: receiver.events() },
    ],
  }
}

function configText(eventFile: string, url: string): string {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  return `sinks:
  file: { path: ${JSON.stringify(eventFile)} }
  webhooks:
    - { name: chaos, url: ${JSON.stringify(url)}, secret: ${JSON.stringify(secret)}, allowPrivate: true }
`
}
