import { describe, expect, it } from 'vitest'
import { conversationOf } from '../../src/detect/conversation.ts'
import { directorOf } from '../../src/detect/director.ts'
import type { Run } from '../../src/run/run.ts'
import { answers } from './run-builder.ts'
import { executes, says, teamRun } from './turns.ts'

function director(run: Run): string | null {
  return directorOf(run, conversationOf(run))
}

describe('the director of a conversation', () => {
  it('is the agent that opens and speaks before each of the others', () => {
    const run = teamRun([says('lead', 'a'), says('web', 'b'), says('lead', 'c'), says('files', 'd'), says('lead', 'e')])
    expect(director(run)).toBe('lead')
  })

  it('is the agent of the run where it has a say itself', () => {
    expect(director(teamRun([[answers({ agent: 'team' })], says('web', 'a'), says('files', 'b')]))).toBe('team')
  })

  it.each([
    ['others answer each other', [says('lead', 'a'), says('web', 'b'), says('files', 'c'), says('lead', 'd')]],
    [
      'the opener does the work',
      [says('lead', 'a'), executes('x'), says('web', 'b'), says('lead', 'c'), executes('y'), says('web', 'd')],
    ],
    ['another one is asked once only', [says('lead', 'a'), says('web', 'b'), says('lead', 'c')]],
  ])('is nobody where %s', (_, parts) => {
    expect(director(teamRun(parts))).toBeNull()
  })
})
