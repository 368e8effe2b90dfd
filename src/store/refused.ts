/** Why a store did not open. `locked`: another process has it; `newer_format`, `older_format`: of another version. */
export type RefusalReason = 'locked' | 'newer_format' | 'older_format' | 'foreign' | 'damaged' | 'unreachable'

/** The store did not open, and the file was left as it was. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused'
  readonly reason: RefusalReason
  constructor(reason: RefusalReason, message: string) {
    super(message)
    this.reason = reason
  }
}
