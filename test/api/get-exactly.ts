import { request } from 'node:http'
import type { Got } from './served.ts'

/** The path and the headers as they stand: `fetch` would tidy up the one and leave out `Host` from the others. */
export function getExactly(
  address: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Got> {
  const [hostname, port] = address.split(':')
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers: { host: address, ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => {
        const answered = Object.entries(response.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ])
        resolve({ status: response.statusCode ?? 0, headers: new Headers(answered), text, body: JSON.parse(text) })
      })
    })
    sent.on('error', reject).end()
  })
}
