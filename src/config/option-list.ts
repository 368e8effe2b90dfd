import type { TObject, TSchema } from 'typebox'
import Value from 'typebox/value'
import type { OptionNotes } from './option.ts'
import { configSchema } from './options.ts'

export interface Option {
  /** The dotted name, e.g. `otlp.grpc.endpoint`. */
  readonly path: string
  readonly keys: readonly string[]
  readonly schema: TSchema
  readonly notes: OptionNotes
}

/** All options in the order in which they are described. */
export const optionList: readonly Option[] = optionsUnder(configSchema, [])

function optionsUnder(group: TObject, keys: readonly string[]): readonly Option[] {
  return Object.entries(group.properties).flatMap(([key, schema]) => {
    const below = [...keys, key]
    if (isOption(schema)) return [{ path: below.join('.'), keys: below, schema, notes: schema }]
    return isGroup(schema) ? optionsUnder(schema, below) : []
  })
}

function isOption(schema: TSchema): schema is TSchema & OptionNotes {
  return 'form' in schema
}

function isGroup(schema: TSchema): schema is TObject {
  return 'properties' in schema
}

export function checksOut(option: Option, value: unknown): boolean {
  return Value.Check(option.schema, value)
}

/** `otlp.grpc.endpoint` is `OTLP_GRPC_ENDPOINT`: upper-cased, dots become `_`, nothing else changes. */
export function environmentName(option: Pick<Option, 'path'>): string {
  return option.path.toUpperCase().replaceAll('.', '_')
}
