import { readFile } from 'node:fs/promises'

/** A finding of the development data, put by hand into the group of those that one fix and one case would cover. */
export interface GroupingLabel {
  readonly dataset: string
  readonly traceId: string
  readonly signal: string
  /** A span of its evidence; null for what is about the run as a whole. */
  readonly spanId: string | null
  /** Never spans data sets, agents or signals. */
  readonly group: string
  /** What the group is about, in plain words. */
  readonly reason: string
}

export async function readGrouping(file: URL): Promise<readonly GroupingLabel[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.flatMap((line, at) => (line === '' ? [] : [toLabel(line, at + 1)]))
}

function toLabel(line: string, number: number): GroupingLabel {
  const { dataset, traceId, signal, spanId, group, reason } = JSON.parse(line)
  const texts = [dataset, traceId, signal, group, reason]
  if (!texts.every((text) => typeof text === 'string' && text !== ''))
    throw new Error(`grouping labels line ${number}: expected dataset, traceId, signal, group and reason as texts`)
  return { dataset, traceId, signal, spanId: typeof spanId === 'string' ? spanId : null, group, reason }
}
