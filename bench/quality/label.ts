import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

/** What the source of a data set says of a run. Read here and nowhere under src/. */
export interface Label {
  readonly traceId: string
  readonly taskKey: string
  readonly model: string
  /** Null where the source does not tell. */
  readonly failed: boolean | null
  /** Whatever else the source says; differs from set to set. */
  readonly details: Readonly<Record<string, unknown>>
}

export async function readLabels(path: string): Promise<readonly Label[]> {
  const lines = gunzipSync(await readFile(path))
    .toString('utf8')
    .split('\n')
  return lines.flatMap((line, at) => (line.trim() === '' ? [] : [toLabel(line, `${path} line ${at + 1}`)]))
}

function toLabel(line: string, where: string): Label {
  const read: unknown = JSON.parse(line)
  if (!isObject(read) || typeof read.trace_id !== 'string')
    throw new Error(`${where}: expected a JSON object with a trace_id`)
  return {
    traceId: read.trace_id,
    taskKey: String(read.task_key ?? ''),
    model: String(read.model ?? ''),
    failed: typeof read.success === 'boolean' ? !read.success : null,
    details: isObject(read.labels) ? read.labels : {},
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
