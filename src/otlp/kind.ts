/** What an export request carries; each kind has its service, its path and its partial success. */
export const otlpKinds = ['traces', 'logs', 'metrics'] as const
export type OtlpKind = (typeof otlpKinds)[number]
