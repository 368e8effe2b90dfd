import { describe, expect, it } from 'vitest'
import { enduring } from '../../../src/decide/criteria/enduring.ts'
import { missedOffline } from '../../../src/decide/criteria/missed-offline.ts'
import { observableEnough } from '../../../src/decide/criteria/observable-enough.ts'
import { teachable } from '../../../src/decide/criteria/teachable.ts'
import { stormEvidence } from '../evidence.ts'

describe('criteria that are not judged yet', () => {
  const letters = [
    [missedOffline, 'missed_offline', '1 signature to look for'],
    [observableEnough, 'observable_enough', '95 % complete'],
    [teachable, 'teachable', '1 exemplar run kept'],
    [enduring, 'enduring', 'seen on 1 day and 1 release'],
  ] as const
  for (const [judge, name, known] of letters) {
    it(`${name} answers unknown, with what it needs and what is known`, () => {
      const criterion = judge(stormEvidence())

      expect(criterion).toMatchObject({ name, verdict: 'unknown', score: null })
      expect(criterion.evidence).toContain(known)
      expect(criterion.evidence).toContain('needs')
      expect(criterion.evidence).toContain('not judged yet')
    })
  }
})
