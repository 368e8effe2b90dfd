import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What the tests look at: PATH, and which suites have to run. */
export interface Environment {
  readonly PATH?: string | undefined
  readonly PROMONTORY_REQUIRE?: string | undefined
}

/**
 * Why suites that start servers of Redis cannot run here, in one line; null where they can. Throws where they are
 * required (`PROMONTORY_REQUIRE` names redis): a suite that no job runs is decoration.
 */
export function redisMissing(what: string, env: Environment = process.env): string | null {
  if (redisServerPath(env) !== null) return null
  const why = `${what} not run: no redis-server on the PATH (apt-get install redis-server)`
  if (isRequired(env)) throw new Error(`${why}, but PROMONTORY_REQUIRE names redis`)
  return why
}

/** The program, as the PATH has it. */
export function redisServerPath({ PATH = '' }: Environment = process.env): string | null {
  const found = PATH.split(delimiter).map((folder) => join(folder, 'redis-server'))
  return found.find(isExecutable) ?? null
}

function isRequired({ PROMONTORY_REQUIRE = '' }: Environment): boolean {
  return PROMONTORY_REQUIRE.split(',').some((name) => name.trim() === 'redis')
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
