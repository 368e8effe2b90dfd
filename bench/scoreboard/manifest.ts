/** The ground truth beside a capture, as far as the scoreboard reads it (captures/README.md). */
export interface Manifest {
  readonly client: string
  readonly scenario: string
  readonly expected: {
    readonly steps: readonly ManifestStep[]
    readonly runs: readonly { readonly status: string }[]
    readonly failureMode: string
  }
}

/** One kind of step uses some of the fields. */
export interface ManifestStep {
  readonly kind: string
  readonly tool?: string
  readonly result?: string
  readonly toolCalls?: readonly { readonly name: string }[]
  readonly decision?: string
  readonly name?: string
  readonly tripped?: boolean
  readonly to?: string
}
