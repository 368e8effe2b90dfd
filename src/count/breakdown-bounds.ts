/**
 * What is counted of a bucket's runs beside their sum: how many share a source, a release, a risk ... in bounded maps.
 * What finds no place in one is counted in its remainder, so that the whole stays exact.
 */
import type { Resolution } from '../pattern/window.ts'
import type { Sighting } from './ledger-units.ts'

export const dimensions = ['source', 'release', 'risk', 'severity', 'variant'] as const
export type Dimension = (typeof dimensions)[number]

export const distinctMax: Readonly<Record<Dimension, number>> = {
  source: 128,
  release: 128,
  risk: 16,
  severity: 128,
  variant: 32,
}

const valueCharsMax = 2048

/** The name under which what found no place in a dimension is counted. */
export function remainderOf(dimension: Dimension): string {
  return `${dimension}_remainder`
}

/** Evidence is taken from hours or days, so minutes have no breakdown; variants are told over all days. */
export function sharedBy(sighting: Sighting, resolution: Resolution): readonly (readonly [Dimension, string])[] {
  if (resolution === 'minute') return []
  const shared: [Dimension, string][] = [['severity', String(sighting.severity)]]
  if (sighting.source !== null) shared.push(['source', sighting.source])
  if (sighting.release !== null) shared.push(['release', sighting.release])
  for (const risk of sighting.risks) shared.push(['risk', risk])
  if (resolution === 'day') shared.push(['variant', sighting.trajectory])
  return shared.map(([dimension, value]) => [dimension, value.slice(0, valueCharsMax)])
}
