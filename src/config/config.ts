import type { Static } from 'typebox'
import type { configSchema } from './options.ts'

export type { Endpoint } from './option.ts'

type DeepReadonly<T> = { readonly [K in keyof T]: T[K] extends object ? DeepReadonly<T[K]> : T[K] }

/** The whole configuration, checked: times in milliseconds, endpoints as host and port. */
export type Config = DeepReadonly<Static<typeof configSchema>>
