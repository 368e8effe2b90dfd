import Type, { type TObject, type TSchema } from 'typebox'
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

/** A field of the items of a list. */
export interface Field {
  readonly name: string
  readonly required: boolean
  readonly schema: TSchema
  readonly notes: OptionNotes
}

/** All options in the order in which they are described. */
export const optionList: readonly Option[] = optionsUnder(configSchema, [])

function optionsUnder(group: TObject, keys: readonly string[]): readonly Option[] {
  return Object.entries(group.properties).flatMap(([key, schema]) => {
    const below = [...keys, key]
    if (isOption(schema)) return [{ path: below.join('.'), keys: below, schema, notes: schema }]
    return Type.IsObject(schema) ? optionsUnder(schema, below) : []
  })
}

/** The fields of a list's items; none for every other option. */
export function fieldsOf({ schema }: Option): readonly Field[] {
  if (!Type.IsArray(schema) || !Type.IsObject(schema.items)) return []
  return Object.entries(schema.items.properties).flatMap(([name, field]) =>
    isOption(field) ? [{ name, required: !Type.IsOptional(field), schema: field, notes: field }] : [],
  )
}

function isOption(schema: TSchema): schema is TSchema & OptionNotes {
  return 'form' in schema
}

export function checksOut({ schema }: Pick<Option, 'schema'>, value: unknown): boolean {
  return Value.Check(schema, value)
}

/** `otlp.grpc.endpoint` is `OTLP_GRPC_ENDPOINT`: upper-cased, dots become `_`, nothing else changes. */
export function environmentName(option: Pick<Option, 'path'>): string {
  return option.path.toUpperCase().replaceAll('.', '_')
}

/** The variables an option is read from, the first that is set wins. A list's plain name is too common to be ours. */
export function environmentNames({ path, notes }: Pick<Option, 'path' | 'notes'>): readonly string[] {
  const name = environmentName({ path })
  const plain = notes.form === 'list' ? [] : [name]
  return [`PROMONTORY_${name}`, ...plain, ...(notes.alsoFrom === undefined ? [] : [notes.alsoFrom])]
}
