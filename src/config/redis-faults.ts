import type { Config } from './config.ts'
import type { Fault } from './fault.ts'

/** The addresses are checked here, so that a slip of the pen stops the start and is not waited for. */
export function redisFaults({ redis: { url } }: Pick<Config, 'redis'>): readonly Fault[] {
  if (url === '' || url.split(',').every(isAddress)) return []
  return [
    {
      path: 'redis.url',
      seen: 'a value that is not shown',
      expected: 'redis://host:port or rediss://host:port; of a cluster some of its nodes, separated by commas',
    },
  ]
}

function isAddress(text: string): boolean {
  const url = URL.parse(text.trim())
  return url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== ''
}
