import { describe, expect, it } from 'vitest'
import { contentFiltered } from '../../../src/detect/signals/content-filtered.ts'
import { answers, asks, broke, conversation, failedWith, fails, runOf } from '../run-builder.ts'

describe('content_filtered', () => {
  it('fires on the finish reason and on the error alike, as one lesson', () => {
    const finish = runOf([answers({ finish: 'content_filter', answer: null })])
    const error = runOf(
      [asks({ outcome: 'error', error: broke('400 content management policy', 'content_filtered') })],
      failedWith('400', 'content_filtered'),
    )
    const [a, b] = [finish, error].map((run) => contentFiltered.detect(run, null).findings[0])
    expect([a?.severity, b?.severity]).toEqual([0.5, 0.6])
    expect([a?.locus, a?.template]).toEqual([b?.locus, b?.template])
  })

  it('is fainter when the agent went on', () => {
    const run = runOf([asks({ finish: 'content_filter' }), answers()])
    expect(contentFiltered.detect(run, null).findings[0]?.severity).toBe(0.2)
  })

  it('fires on a tool that was refused', () => {
    const run = runOf(conversation(fails('draw', 'a', broke('blocked by safety', 'content_filtered'))))
    expect(contentFiltered.detect(run, null).findings).toMatchObject([{ locus: 'draw' }])
  })

  it('is quiet about ordinary answers, and abstains where no model call tells why it finished', () => {
    expect(contentFiltered.detect(runOf([answers()]), null)).toEqual({ findings: [], abstention: null })
    expect(contentFiltered.detect(runOf([answers({ finish: null })]), null).abstention).toEqual({
      signal: 'content_filtered',
      missing: 'finish reason',
    })
  })
})
