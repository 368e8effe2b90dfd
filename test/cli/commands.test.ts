import { expect, test } from 'vitest'
import { allCommands, commandsFor } from '../../src/cli/commands.ts'
import { memoryIo } from './cli.ts'

const { io } = memoryIo()
const names = (await allCommands(io)).map((command) => command.name())

test.each(names)('%s loads itself alone', async (name) => {
  expect((await commandsFor([name, '--help'], io)).map((command) => command.name())).toEqual([name])
})

test.each([[[]], [['--help']], [['help', 'patterns']], [['patern']]])('%j knows every command', async (argv) => {
  expect((await commandsFor(argv, io)).map((command) => command.name())).toEqual(names)
})
