import { type Environment, ifSet } from './config-source.ts'
import type { Fault } from './fault.ts'
import { nearest } from './nearest.ts'
import { environmentNames, optionList } from './option-list.ts'

const prefix = 'PROMONTORY_'

/** Variables of ours that are no options: the file itself, the command line's own, and those of the tests. */
const otherVariables = [
  'PROMONTORY_CONFIG',
  'PROMONTORY_API',
  'PROMONTORY_KEY',
  'PROMONTORY_CAPTURES',
  'PROMONTORY_DATASETS',
  'PROMONTORY_REQUIRE',
  'PROMONTORY_TEST_REPORT',
  'PROMONTORY_TEST_SEED',
]

const knownVariables: ReadonlySet<string> = new Set([...optionList.flatMap(environmentNames), ...otherVariables])

/** A variable with our prefix that nobody reads is a slip of the pen: what it was meant to set would stay unset. */
export function unknownVariables(env: Environment): readonly Fault[] {
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(prefix) && ifSet(env[name]) !== undefined && !isKnown(name),
  )
  return unknown.sort().map((name) => {
    const near = nearest(
      name,
      [...knownVariables].filter((known) => known.startsWith(prefix)),
    )
    const expected = near === null ? 'a variable of docs/configuration.md' : `a known variable, perhaps ${near}`
    return { path: name.slice(0, 64), seen: 'an unknown environment variable', expected }
  })
}

/**
 * Kubernetes tells every pod of every service (https://kubernetes.io/docs/concepts/services-networking/service/,
 * "Environment variables"): with one called promontory those look like ours.
 */
const serviceLink =
  /^PROMONTORY_(?:[A-Z0-9_]{1,64}_)?(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]{1,64})?|PORT(?:_\d{1,5}_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/

function isKnown(name: string): boolean {
  return knownVariables.has(name) || (name.length <= 256 && serviceLink.test(name))
}
