import { outboundUrl } from './outbound-url.ts'
import { webhookKey, webhookSecretExpected } from './webhook-signature.ts'

/** A webhook as the configuration has it. */
export interface WebhookSpec {
  /** Names its place in the outbox, so it stays when the URL changes. */
  readonly name: string
  readonly url: string
  readonly secret: string
  /** Also signs while receivers change over to `secret`. */
  readonly previousSecret?: string | undefined
  readonly allowPrivate?: boolean | undefined
}

/** Says what was expected where, and never what stood there: it may be a secret. */
export interface SinkFault {
  readonly path: string
  readonly expected: string
}

const webhooksMax = 50
const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Everything that is wrong, all at once. */
export function webhookFaults(specs: readonly WebhookSpec[], path = 'sinks.webhooks'): readonly SinkFault[] {
  const many = specs.length > webhooksMax ? [{ path, expected: `at most ${webhooksMax} webhooks` }] : []
  const faults = specs.slice(0, webhooksMax).flatMap((spec, index) =>
    [...faultsOf(spec), ...repeated(specs, index)].map((fault) => ({
      ...fault,
      path: `${path}[${index}].${fault.path}`,
    })),
  )
  return [...many, ...faults]
}

function faultsOf({ name, url, secret, previousSecret, allowPrivate = false }: WebhookSpec): readonly SinkFault[] {
  const read = outboundUrl(url, { allowPrivate })
  return [
    ...(nameForm.test(name) ? [] : [{ path: 'name', expected: '1 to 64 letters, digits or . _ -' }]),
    ...(read.ok ? [] : [{ path: 'url', expected: read.expected }]),
    ...secretFaults('secret', secret),
    ...(previousSecret === undefined ? [] : secretFaults('previousSecret', previousSecret)),
  ]
}

function secretFaults(path: string, secret: string): readonly SinkFault[] {
  return webhookKey(secret) === null ? [{ path, expected: webhookSecretExpected }] : []
}

/** Two webhooks of one name would confirm each other's events. */
function repeated(specs: readonly WebhookSpec[], index: number): readonly SinkFault[] {
  const first = specs.findIndex(({ name }) => name === specs[index]?.name)
  return first === index ? [] : [{ path: 'name', expected: 'a name that no other webhook has' }]
}
