import { readdirSync, readFileSync } from 'node:fs'
import type { ExampleRun } from '../../src/detect/examples.ts'

const folder = new URL('../fixtures/runs/', import.meta.url)

/** Real runs without content, in name order: those that a signal fires on, and those that it holds back from. */
export function exampleRuns(): readonly (ExampleRun & { readonly file: string })[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.sort().map((file) => ({ file, ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')) }))
}
