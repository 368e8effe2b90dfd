import { sharedServer } from '../api/served.ts'
import { cli, type Ran } from './cli.ts'

/** Runs commands against the API over a store in memory that all tests of a file share. */
export function askedApi() {
  const server = sharedServer()
  return async (...argv: readonly string[]): Promise<Ran> => {
    const { address } = await server()
    return cli(argv, { env: { PROMONTORY_API: `http://${address}` } })
  }
}
