import { describe, expect, test } from 'vitest'
import { startProgress } from '../../src/cli/progress.ts'
import { memoryIo } from './cli.ts'

function progressed(noteOverwrites: boolean) {
  const { io, written } = memoryIo({ noteOverwrites })
  const progress = startProgress(io, 'reading')
  for (let done = 1; done <= 100; done++) progress.update(done, 100, 'files')
  progress.end()
  return written().err
}

describe('progress', () => {
  test('is one line that is written over on a terminal, and gone at the end', () => {
    const told = progressed(true)

    expect(told).not.toContain('\n')
    expect(told).toContain('█'.repeat(24))
    expect(told.endsWith('\r\u001b[2K')).toBe(true)
  })

  test('is a plain line for every tenth of the work elsewhere', () => {
    const lines = progressed(false).trimEnd().split('\n')

    expect(lines).toHaveLength(10)
    expect(lines.at(-1)).toBe('reading 100/100 files')
  })

  test('says nothing of work that there is none of', () => {
    const { io, written } = memoryIo()
    startProgress(io, 'reading').update(0, 0, 'files')

    expect(written().err).toBe('')
  })
})
