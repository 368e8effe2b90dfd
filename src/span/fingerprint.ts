/**
 * Keyed hash of a value: 16 hex digits. The same value gives the same fingerprint within one installation and says
 * nothing outside of it. The key is made once and kept in the store (or given).
 */
export type Fingerprint = (value: string) => string
