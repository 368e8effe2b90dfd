import { describe, expect, it } from 'vitest'
import { lessonLocus } from '../../src/sign/lesson-locus.ts'
import { locusName } from '../../src/sign/locus-name.ts'
import { sign } from '../../src/sign/sign.ts'
import { finding, run } from './findings.ts'

const missing = (locus: string) =>
  sign({ ...finding, signal: 'tool_not_found', template: 'tool does not exist', locus }, run)

describe('the lesson of a tool that does not exist', () => {
  it.each([
    ['server__search_atlas', 'other.searchAtlas'],
    ['run_shell', 'box__box_shell'],
    ['list_orders', 'get-order'],
    ['open_file', 'open_file_tool'],
    ['x{"query": "one', 'y</call>two'],
  ])('is one for %s and for %s, under signatures of their own names', (one, other) => {
    expect(missing(one).lesson).toBe(missing(other).lesson)
  })

  it.each([
    ['open_file', 'open_page'],
    ['search', 'shell'],
    ['x{"query": "one', 'query'],
  ])('is not one for %s and for %s', (one, other) => {
    expect(missing(one).lesson).not.toBe(missing(other).lesson)
  })

  it('is told by the whole name where that has no word', () => {
    expect(lessonLocus('tool_not_found', '42')).toBe('42')
    expect(lessonLocus('tool_not_found', 'tool')).toBe('tool')
  })

  it('leaves tools that exist apart by their names', () => {
    expect(sign({ ...finding, locus: 'open_file' }, run).lesson).not.toBe(
      sign({ ...finding, locus: 'read_file' }, run).lesson,
    )
  })
})

describe('the name of a locus', () => {
  it.each(['search<sep>{"query": "mine"}', 'a\nb', 'call<|end|>', 'x\\u0022'])(
    'is masked where %j holds a call',
    (name) => {
      expect(locusName(name)).toBe('<*>')
    },
  )

  it.each(['Support Agent (EU)', 'get_order', 'models/large', 'a < b', 'vector-store:faq'])('%s is a name', (name) => {
    expect(locusName(name)).toBe(name)
  })
})
