import { describe, expect, it } from 'vitest'
import { base, severityOf } from '../../src/detect/severity.ts'
import { subsume } from '../../src/detect/subsume.ts'
import { type Finding, noExcess } from '../../src/finding/finding.ts'

const explains = [
  { name: 'storm', subsumes: ['error'] },
  { name: 'late', subsumes: ['error', 'failed'] },
  { name: 'error', subsumes: ['failed'] },
  { name: 'failed', subsumes: [] },
]

function finding(signal: string, ...evidence: readonly string[]): Finding {
  return {
    signal,
    bucket: 'new_failure_class',
    locus: 'charge',
    template: '503',
    recovery: 'stopped',
    evidence,
    ...severityOf(base(0.5)),
    excess: noExcess,
    explanation: '',
  }
}

function left(...findings: readonly Finding[]): readonly string[] {
  return subsume(findings, explains).map(({ signal }) => signal)
}

describe('subsume', () => {
  it('drops a finding all of whose steps another one explains', () => {
    expect(left(finding('error', 'a', 'b'), finding('storm', 'a', 'b', 'c'))).toEqual(['storm'])
  })

  it('keeps a finding of which only a part is explained', () => {
    expect(left(finding('error', 'a', 'd'), finding('storm', 'a', 'b', 'c'))).toEqual(['error', 'storm'])
  })

  it('lets several findings share in explaining one', () => {
    expect(left(finding('error', 'a', 'b'), finding('storm', 'a'), finding('late', 'b'))).toEqual(['storm', 'late'])
  })

  it('lets a finding that is dropped itself explain others all the same', () => {
    expect(left(finding('failed', 'a'), finding('error', 'a'), finding('storm', 'a'))).toEqual(['storm'])
  })

  it('keeps a finding without evidence, and one that only its own signal shares steps with', () => {
    expect(left(finding('failed'), finding('error', 'a'))).toEqual(['failed', 'error'])
    expect(left(finding('failed', 'a'), finding('failed', 'a'))).toEqual(['failed', 'failed'])
  })
})
