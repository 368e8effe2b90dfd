/**
 * How signatures are made. The version is part of every signature, so patterns made under an older scheme stay what they
 * are; it changes whenever the same finding would get another signature, a change of masking rules or vocabulary included.
 */
export const scheme = { version: 3, since: '2026-11-23' } as const
