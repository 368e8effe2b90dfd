import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { allCommands } from '../../src/cli/commands.ts'
import { buckets, recoveries } from '../../src/finding/finding.ts'
import { incompleteReasons, noRunReasons, runOutcomes } from '../../src/run/run.ts'
import { stepOutcomes } from '../../src/span/step-kind.ts'
import { memoryIo } from './cli.ts'

interface Named {
  readonly name: string
  readonly command: Command
}

function named(list: readonly Command[], above = ''): readonly Named[] {
  return list.flatMap((command) => {
    const name = `${above}${command.name()}`
    return [{ name, command }, ...named(command.commands, `${name} `)]
  })
}

const all = named(await allCommands(memoryIo().io))

describe('docs/cli.md', () => {
  test.each(all)('has a section with an example for $name', async ({ name }) => {
    const page = await readFile('docs/cli.md', 'utf8')
    const section = page.split(/^#{2,3} /m).find((text) => text.startsWith(`${name}\n`)) ?? ''

    expect(section).toContain(`promontory ${name}`)
  })

  test.each(all)('tells of every option of $name', async ({ command }) => {
    const page = await readFile('docs/cli.md', 'utf8')
    const options = command.options.map(({ long }) => long ?? '')

    expect(options.filter((option) => !page.includes(option))).toEqual([])
  })

  test('tells of no command that is not there', async () => {
    const page = await readFile('docs/cli.md', 'utf8')
    const told = [...page.matchAll(/^#{2,3} (.+)$/gm)].map(([, name]) => name)

    expect(told).toEqual(all.map(({ name }) => name))
  })
})

describe('docs/glossary.md', () => {
  const words =
    `signal bucket locus template recovery severity signature lesson pattern candidate families outcome complete
    incomplete completeness excess abstentions noRun continues variants exemplars sequence`.split(/\s+/)

  test.each(words)('explains %s', async (word) => {
    expect(await readFile('docs/glossary.md', 'utf8')).toContain(`\`${word}\``)
  })

  test('names every value of the closed lists it explains', async () => {
    const page = await readFile('docs/glossary.md', 'utf8')
    const values = [...buckets, ...recoveries, ...incompleteReasons, ...noRunReasons, ...runOutcomes, ...stepOutcomes]

    expect(values.filter((value) => !page.includes(`\`${value}\``))).toEqual([])
  })

  test('is in alphabetical order, each word once', async () => {
    const page = await readFile('docs/glossary.md', 'utf8')
    const told = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, word = '']) => word.toLowerCase())

    expect(told).toEqual([...new Set(told)].sort())
  })
})
