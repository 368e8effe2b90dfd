import type { Figure } from './figure.ts'

/** One question of the bench, answered with figures on an installation of its own. One file each, listed in parts.ts. */
export interface Part {
  readonly name: string
  /** What it asks, in a sentence. */
  readonly what: string
  measure(options: PartOptions): Promise<readonly Figure[]>
}

export interface PartOptions {
  readonly seed: number
  readonly progress: (line: string) => void
}
