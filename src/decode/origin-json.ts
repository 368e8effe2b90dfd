import type { AttributeMap } from '../span/attribute-value.ts'
import type { WireOrigin } from '../span/wire-span.ts'
import { readJsonAttributes } from './attributes-json.ts'
import type { Decoding } from './decoding.ts'
import { type JsonObject, jsonName, jsonObject, jsonText } from './json-fields.ts'

export interface JsonGroupOrigin {
  readonly resource: AttributeMap
  readonly schemaUrl: string
}

export function readJsonResource(group: JsonObject, decoding: Decoding): JsonGroupOrigin {
  const resource: AttributeMap = new Map()
  readJsonAttributes(jsonObject(group.resource, 'resource', decoding).attributes, resource, decoding)
  return { resource, schemaUrl: jsonText(group.schemaUrl, 'schemaUrl', decoding) }
}

/** The schema of a scope comes before that of its resource. */
export function readJsonScope(group: JsonObject, decoding: Decoding, resource: JsonGroupOrigin): WireOrigin {
  const scope = jsonObject(group.scope, 'scope', decoding)
  return {
    resource: resource.resource,
    scope: {
      name: jsonName(scope.name, 'name of the scope', decoding),
      version: jsonName(scope.version, 'version of the scope', decoding),
    },
    schemaUrl: jsonText(group.schemaUrl, 'schemaUrl', decoding) || resource.schemaUrl,
  }
}
