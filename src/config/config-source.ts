export interface ConfigSource {
  /** From `--config`; without it `PROMONTORY_CONFIG`, then `promontory.yaml` where that is there. */
  readonly path: string | undefined
  readonly env: Environment
  /** Throws as `readFileSync` does when the file cannot be read. */
  readonly readFile: (path: string) => string
  /** Names of the signals there are; without it names of signals are not checked. */
  readonly signals?: readonly string[]
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Keys and values of a file: maps all the way down, so that no key becomes a property. */
export type Content = ReadonlyMap<unknown, unknown>

/** Empty is unset: it is how a container passes on a variable that nobody set. */
export function ifSet(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value
}
