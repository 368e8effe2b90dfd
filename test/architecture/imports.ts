import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface SourceFile {
  /** Below src, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** As written, or below src when it is relative. */
  readonly target: string
  readonly relative: boolean
}

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** Every TypeScript file under src. */
export function sourceFiles(): readonly SourceFile[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => sourceFile(path, readFileSync(join(src, path), 'utf8')))
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, imports: specifiersOf(text).map((specifier) => importOf(path, specifier)) }
}

const statement = /^(?:import|export)\s(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g
const workerUrl = /\bnew URL\(\s*['"](\.[^'"]+\.ts)['"]/g

/** Import and re-export statements, dynamic imports, and modules that are started by their URL. */
function specifiersOf(text: string): readonly string[] {
  return [statement, dynamic, workerUrl].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, specifier = '']) => specifier),
  )
}

function importOf(path: string, specifier: string): Import {
  if (!specifier.startsWith('.')) return { target: specifier, relative: false }
  return { target: posix.join(posix.dirname(path), specifier), relative: true }
}
