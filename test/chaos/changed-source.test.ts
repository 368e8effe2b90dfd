import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { changedSource, sourceChanges } from '../../bench/chaos/changed-source.ts'

const root = new URL('../../', import.meta.url)

it.each(sourceChanges)(
  'finds what differs in replicas that end themselves once in $file',
  ({ file, honest, changed }) => {
    const { href } = new URL(file, root)
    const source = readFileSync(new URL(file, root), 'utf8')
    expect(source.split(honest)).toHaveLength(2)
    const run = changedSource(href, () => source)
    expect(run?.split(changed).join(honest)).toBe(source)
  },
)

it('leaves every other module unread', () => {
  const unread = () => {
    throw new Error('read')
  }
  expect(changedSource(new URL('src/main.ts', root).href, unread)).toBeNull()
})

it('does not go on when the service is written differently', () => {
  const [change] = sourceChanges
  expect(() => changedSource(`file:///${change?.file}`, () => '')).toThrow(
    /^expected src\/cli\/serve-command\.ts to have/,
  )
})
