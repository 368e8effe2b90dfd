import type { InstructionFeature } from '../../span/span-fact.ts'
import type { Feature } from './features/feature.ts'
import { features } from './features.ts'

/** A stretch of a flattened text that speaks to an agent. */
export interface Passage {
  readonly score: number
  readonly features: readonly InstructionFeature[]
  readonly from: number
  readonly to: number
}

interface Extent {
  readonly from: number
  readonly to: number
}

interface Hit extends Extent {
  readonly feature: Feature
}

/** From this score on a passage is an instruction to the agent, whatever else the text holds. */
export const scoreMin = 1
/** Weight of the telling features, without which the others say nothing. */
const tellingMin = 0.4
const hitsPerFeatureMax = 24
const telling = features.filter((feature) => feature.telling)
const others = features.filter((feature) => !feature.telling)

/** The passages that are instructions to an agent: telling features that stand together, and what comes with them. */
export function passagesOf(text: string): readonly Passage[] {
  const hits = telling.flatMap((feature) => hitsOf(feature, text)).sort((a, b) => a.from - b.from || a.to - b.to)
  return clusters(hits, text)
    .filter((cluster) => weightOf(cluster.map(({ feature }) => feature)) >= tellingMin)
    .map((cluster) => toPassage(cluster, text))
    .filter(({ score }) => score >= scoreMin)
}

function hitsOf(feature: Feature, text: string): readonly Hit[] {
  const hits: Hit[] = []
  feature.pattern.lastIndex = 0
  for (let count = 0; count < hitsPerFeatureMax; count += 1) {
    const found = feature.pattern.exec(text)
    if (found === null) break
    hits.push({ feature, from: found.index, to: found.index + found[0].length })
  }
  return hits
}

const gapCharsMax = 320
const gapParagraphsMax = 3

/** Hits further apart do not speak of the same thing. */
function clusters(hits: readonly Hit[], text: string): readonly (readonly Hit[])[] {
  const all: Hit[][] = []
  for (const hit of hits) {
    const last = all.at(-1)
    const previous = last?.at(-1)
    if (previous !== undefined && isNear(previous, hit, text)) last?.push(hit)
    else all.push([hit])
  }
  return all
}

function isNear(one: Hit, next: Hit, text: string): boolean {
  if (next.from - one.to > gapCharsMax) return false
  return text.slice(one.to, next.from).split('\n').length - 1 <= gapParagraphsMax
}

function toPassage(cluster: readonly Hit[], text: string): Passage {
  const extent = extentOf(cluster, text)
  const said = text.slice(extent.from, extent.to)
  const found = new Set([...cluster.map(({ feature }) => feature), ...others.filter((feature) => isIn(feature, said))])
  return {
    ...extent,
    score: Math.round(weightOf(found) * 100) / 100,
    features: [...new Set(features.filter((feature) => found.has(feature)).map(({ name }) => name))],
  }
}

const reachBack = 200
const reachOn = 400

/**
 * The paragraphs of the hits, within reach; where nothing is commanded in them, the paragraph that follows, or else the
 * one before.
 */
function extentOf(cluster: readonly Hit[], text: string): Extent {
  const first = Math.min(...cluster.map(({ from }) => from))
  const last = Math.max(...cluster.map(({ to }) => to))
  const own = { from: beginOf(text, first, first - reachBack), to: endOf(text, last, last + reachOn) }
  if (isCommanded(text, own)) return own
  const on = { from: own.from, to: endOf(text, own.to + 1, last + reachOn) }
  if (isCommanded(text, on)) return on
  const back = { from: beginOf(text, own.from - 2, first - reachBack), to: own.to }
  return isCommanded(text, back) ? back : own
}

function beginOf(text: string, at: number, min: number): number {
  return Math.max(0, min, at < 0 ? 0 : text.lastIndexOf('\n', at) + 1)
}

function endOf(text: string, at: number, max: number): number {
  const end = text.indexOf('\n', at)
  return Math.min(text.length, max, end < 0 ? text.length : end)
}

function isCommanded(text: string, { from, to }: Extent): boolean {
  const said = text.slice(from, to)
  return others.some((feature) => feature.name === 'commands' && isIn(feature, said))
}

function isIn(feature: Feature, text: string): boolean {
  feature.pattern.lastIndex = 0
  return feature.pattern.test(text)
}

/** Each name once, by its surest form. */
function weightOf(found: Iterable<Feature>): number {
  const weights = new Map<string, number>()
  for (const { name, weight } of found) weights.set(name, Math.max(weight, weights.get(name) ?? 0))
  return [...weights.values()].reduce((sum, weight) => sum + weight, 0)
}
