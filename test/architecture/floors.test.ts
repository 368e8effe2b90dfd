import { describe, expect, test } from 'vitest'
import { floorOf, mayKnow, places, pureFloors, pureModules } from './floors.ts'
import { type SourceFile, sourceFile, sourceFiles } from './imports.ts'
import { knownNames } from './known-names.ts'

const files = sourceFiles()

function forbiddenImports(checked: readonly SourceFile[]): readonly string[] {
  return checked.flatMap(({ path, imports }) => {
    const floor = floorOf(path)
    if (floor === null) return [`${path}: its folder stands on no floor (test/architecture/floors.ts)`]
    return imports
      .filter(({ relative }) => relative)
      .filter(({ target }) => !mayKnow[floor].some((known) => known === floorOf(target)))
      .map(({ target }) => `${path} (${floor}) knows ${target} (${floorOf(target)})`)
  })
}

/** Folders of src that know each other in a circle; files at the top of src and contracts are no folders. */
function folderCycles(checked: readonly SourceFile[]): readonly string[] {
  const knows = new Map<string, Set<string>>()
  for (const { path, imports } of checked)
    for (const { target, relative } of imports) {
      const [from, to] = [folderOf(path), folderOf(target)]
      if (relative && from !== null && to !== null && from !== to)
        knows.set(from, (knows.get(from) ?? new Set()).add(to))
    }
  return [...knows.keys()].filter((folder) => reachable(knows, folder).has(folder)).sort()
}

function folderOf(path: string): string | null {
  if (floorOf(path) === 'contracts' || !path.includes('/')) return null
  return path.slice(0, path.indexOf('/'))
}

function reachable(knows: ReadonlyMap<string, ReadonlySet<string>>, from: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const open = [...(knows.get(from) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(knows.get(next) ?? []))
  }
  return seen
}

const impurities =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\brandomUUID\b|\brandomBytes\b|\bperformance\./g

function impureUses(checked: readonly SourceFile[]): readonly string[] {
  return checked.flatMap(({ path, text, imports }) => {
    const floor = floorOf(path)
    if (floor === null || !pureFloors.has(floor)) return []
    const modules = imports.map(({ target }) => target).filter((target) => target.startsWith('node:'))
    const uses = [...modules.filter((target) => !pureModules.has(target)), ...(text.match(impurities) ?? [])]
    return uses.map((use) => `${path} (${floor}) uses ${use}`)
  })
}

describe('the floors of src', () => {
  test('no file knows a floor that it may not know', () => {
    expect(forbiddenImports(files)).toEqual([])
  })

  test('folders do not know each other in a circle', () => {
    expect(folderCycles(files)).toEqual([])
  })

  test('nouns, judgement and flows take time, ids and chance as arguments and do no I/O', () => {
    expect(impureUses(files)).toEqual([])
  })

  test('every place of the table is there', () => {
    const missing = places.filter(
      ([place]) => !files.some(({ path }) => path === place || path.startsWith(`${place}/`)),
    )

    expect(missing).toEqual([])
  })

  test('no source knows a name out of the captures or data sets', () => {
    const known = files.flatMap(({ path, text }) => {
      const lower = text.toLowerCase()
      return knownNames.filter((name) => lower.includes(name)).map((name) => `${path} mentions ${name}`)
    })

    expect(known).toEqual([])
  })
})

describe('the check itself', () => {
  test.each([
    ['run/run.ts', "import { decide } from '../decide/decide.ts'"],
    ['sign/sign.ts', "import type { Store } from '../store/embedded/open.ts'"],
    ['api/start-api.ts', "import { settle } from '../flow/settle.ts'"],
    ['api/start-api.ts', "export { settle } from '../flow/settle.ts'"],
    ['api/start-api.ts', "const { settle } = await import('../flow/settle.ts')"],
    ['store/contract.ts', "import {\n  a,\n  b,\n} from '../decide/decide.ts'"],
    ['flow/settle.ts', "import '../api/start-api.ts'"],
    ['shed/tool.ts', ''],
  ])('finds what is forbidden in %s', (path, text) => {
    expect(forbiddenImports([sourceFile(path, text)])).toHaveLength(1)
  })

  test('lets a flow know a contract and judgement', () => {
    const text = "import type { Store } from '../store/contract.ts'\nimport { sign } from '../sign/sign.ts'"

    expect(forbiddenImports([sourceFile('flow/settle.ts', text)])).toEqual([])
  })

  test('finds a circle of folders, also a long one', () => {
    const circle = [
      sourceFile('api/a.ts', "import '../deliver/b.ts'"),
      sourceFile('deliver/b.ts', "import '../otlp/c.ts'"),
      sourceFile('otlp/c.ts', "import '../api/a.ts'"),
    ]

    expect(folderCycles(circle)).toEqual(['api', 'deliver', 'otlp'])
  })

  test('finds a clock and a file in judgement', () => {
    const text = "import { readFileSync } from 'node:fs'\nconst now = Date.now()"

    expect(impureUses([sourceFile('decide/decide.ts', text)])).toHaveLength(2)
  })
})
