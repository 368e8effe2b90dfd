import type { Command } from 'commander'
import { type Api, openApi } from './api.ts'
import { CliFailure, exit } from './exit.ts'
import type { Io } from './io.ts'

/** What every command takes that asks the API. */
export interface ApiOptions {
  readonly api?: string
  readonly key?: string
  readonly json?: true
}

const usualApi = 'http://127.0.0.1:4319'

export function addApiOptions(command: Command): Command {
  return command
    .option('--api <url>', `where the API is (or PROMONTORY_API; ${usualApi} without either)`)
    .option('--key <key>', 'bearer key (or PROMONTORY_KEY, where other users of the machine do not see it)')
    .option('--json', 'print JSON, for programs')
}

/** An empty variable counts as unset. */
export function apiOf(options: ApiOptions, { env }: Pick<Io, 'env'>): Api {
  const url = readUrl(options.api ?? (env.PROMONTORY_API || usualApi))
  return openApi(url, readKey(options.key ?? (env.PROMONTORY_KEY || null)))
}

function readUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new CliFailure(`--api or PROMONTORY_API: expected a URL such as ${usualApi}`, exit.wrongUse)
  }
  if (url.username !== '' || url.password !== '') {
    throw new CliFailure(
      '--api or PROMONTORY_API: expected no user in the URL; the key has its own option',
      exit.wrongUse,
    )
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

function readKey(key: string | null): string | null {
  if (key === null || /^[\x21-\x7e]{1,512}$/.test(key)) return key
  throw new CliFailure('--key or PROMONTORY_KEY: expected visible ASCII characters, at most 512', exit.wrongUse)
}
