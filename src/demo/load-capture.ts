import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import type { Capture } from './captures.ts'

const bytesMax = 16_000_000

/** The export requests of a bundled capture as JSON texts, in order of arrival. */
export async function loadCapture(capture: Pick<Capture, 'file'>): Promise<readonly string[]> {
  const text = gunzipSync(await readFile(capture.file), { maxOutputLength: bytesMax }).toString('utf8')
  return text.split('\n').filter((line) => line !== '')
}
