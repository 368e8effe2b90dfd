/** Primary result codes, https://www.sqlite.org/rescode.html */
const codes = {
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const

export const diskFull = 'the disk is full'

const wordsOf = new Map<number, string>([
  [codes.busy, 'the file is busy'],
  [codes.locked, 'a table is locked'],
  [codes.noMemory, 'out of memory'],
  [codes.readOnly, 'the file is read-only'],
  [codes.ioError, 'the disk failed to read or write'],
  [codes.corrupt, 'the file is damaged'],
  [codes.full, diskFull],
  [codes.cannotOpen, 'the file cannot be opened'],
  [codes.notADatabase, 'the file is not a database'],
])

/** Why SQLite cannot promise anything now, in words; null when the error is a bug of ours. */
export function unavailability(error: unknown): string | null {
  const code = primaryCode(error)
  return code === null ? null : (wordsOf.get(code) ?? null)
}

export function isBusy(error: unknown): boolean {
  const code = primaryCode(error)
  return code === codes.busy || code === codes.locked
}

export function isDamage(error: unknown): boolean {
  const code = primaryCode(error)
  return code === codes.corrupt || code === codes.notADatabase
}

function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null
}
