/** How OTLP/JSON calls the three levels around an item; messages name places in the same words for both encodings. */
export interface EnvelopeNames {
  readonly resources: string
  readonly scopes: string
  readonly items: string
}

export const tracesNames: EnvelopeNames = { resources: 'resourceSpans', scopes: 'scopeSpans', items: 'spans' }
export const logsNames: EnvelopeNames = { resources: 'resourceLogs', scopes: 'scopeLogs', items: 'logRecords' }

/** Index of the resource, scope and item at hand. */
export interface Place {
  resource: number
  scope: number
  item: number
}

export function scopePath(names: EnvelopeNames, place: Place): string {
  return `${names.resources}[${place.resource}].${names.scopes}[${place.scope}]`
}

export function itemPath(names: EnvelopeNames, place: Place): string {
  return `${scopePath(names, place)}.${names.items}[${place.item}]`
}
