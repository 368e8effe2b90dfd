import { describe, expect, it } from 'vitest'
import { gainsOf } from '../../src/detect/gain.ts'
import { fails, nothing, result, works } from './run-builder.ts'

const page = (fp: string) => result(fp, { chars: 500 })

describe('what a call brings', () => {
  it('is nothing where it failed, found nothing or told what was known', () => {
    const calls = [
      works('search', 'a', page('x')),
      works('search', 'a', page('x')),
      works('search', 'b', page('x')),
      works('search', 'c', page('y')),
      works('search', 'd', nothing),
      fails('search', 'e'),
    ]
    expect(gainsOf(calls)).toEqual(['something', 'nothing', 'nothing', 'something', 'nothing', 'nothing'])
  })

  it('is something where other work is acknowledged in the same words, and where another tool says the same', () => {
    const done = result('done', { chars: 4 })
    const calls = [works('update', 'a', done), works('update', 'b', done), works('save', 'a', done)]
    expect(gainsOf(calls)).toEqual(['something', 'something', 'something'])
  })

  it('is something where a command is silent, but not where a lookup is', () => {
    const silent = result('', { chars: 0, empty: true })
    expect(gainsOf([works('run_command', 'a', silent), works('list_files', 'a', silent)])).toEqual([
      'something',
      'nothing',
    ])
  })

  it('is untold where results were not captured, and of calls that wait or move on', () => {
    const calls = [
      works('get', 'a', null),
      works('check', 'a', result('x', { pending: true })),
      works('scroll_down', 'a', result('x')),
      works('pay', 'a', null, { outcome: 'rejected' }),
    ]
    expect(gainsOf(calls)).toEqual(['untold', 'untold', 'untold', 'untold'])
  })
})
