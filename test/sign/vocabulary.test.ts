import { describe, expect, it } from 'vitest'
import { errorTemplate } from '../../src/sign/error-template.ts'
import { vocabulary } from '../../src/sign/vocabulary.ts'

describe('the vocabulary', () => {
  it('holds words in small letters, none of them long enough or odd enough to be an id', () => {
    const odd = [...vocabulary].filter((word) => !/^[a-z]{1,16}(?:'[a-z]{1,2})?$/.test(word))
    expect(odd).toEqual([])
  })

  it('survives masking word by word, whatever the case it is written in', () => {
    const lost = [...vocabulary].filter((word) => {
      const [small, large] = [errorTemplate(`xqz ${word} xqz`), errorTemplate(`xqz ${word.toUpperCase()} xqz`)]
      return small !== `<*> ${word} <*>` || large !== small
    })
    expect(lost).toEqual([])
  })
})
