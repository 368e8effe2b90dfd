import { describe, expect, it } from 'vitest'
import { families } from '../../src/normalize/families.ts'
import { isKeptAttribute } from '../../src/normalize/kept-attributes.ts'
import { precedence } from '../../src/normalize/precedence.ts'

describe('kept attributes', () => {
  it('are all that the precedence lists and the families read', () => {
    const keys = Object.values(precedence)
      .flat()
      .filter((entry) => entry !== 'status:message')
      .map((entry) => (entry.startsWith('event:') ? (entry.split('/')[1] ?? '') : entry))
      .map((entry) => (entry.split('#')[0] ?? '').replace(/\.\*$/, '.0.x'))
    for (const key of [...keys, ...families.flatMap(({ attributes }) => attributes)]) {
      expect({ key, kept: isKeptAttribute(key) }).toEqual({ key, kept: true })
    }
  })

  it('are nothing that no rule reads', () => {
    for (const key of [
      'http.request.header.authorization',
      'exception.stacktrace',
      'gen_ai.request.temperature',
      'mastra.metadata.headers',
      'url.full',
      'llm',
      '',
    ]) {
      expect({ key, kept: isKeptAttribute(key) }).toEqual({ key, kept: false })
    }
  })
})
