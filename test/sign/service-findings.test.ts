import { describe, expect, it } from 'vitest'
import { serviceFindings } from '../../src/sign/service-findings.ts'
import { serviceSigner, sign } from '../../src/sign/sign.ts'
import { someStep } from '../api/contents.ts'
import { runRecord } from '../store/builders.ts'
import { finding } from './findings.ts'

const { run } = runRecord('r1', 't1')
const aboutRun = { ...finding, signal: 'no_answer', locus: run.agent, evidence: [] }
const ofAgent = (agent: string) => {
  const other = { ...run, agent }
  return serviceFindings(other, [{ ...aboutRun, locus: agent }]).map(({ counted }) =>
    sign(counted, serviceSigner(other)),
  )
}

describe('what is counted over a service', () => {
  it('are findings about the run as a whole, and none about a tool', () => {
    expect(serviceFindings(run, [aboutRun, finding]).map(({ found }) => found)).toEqual([aboutRun])
  })

  it('is one signature and one lesson for all agents of the service, and another than that of any agent', () => {
    const [one, other] = [...ofAgent('helper'), ...ofAgent('writer')]
    expect(one?.signature).toBe(other?.signature)
    expect(one?.lesson).toBe(other?.lesson)
    expect(one?.signature).not.toBe(sign(aboutRun, run).signature)
    expect(sign(aboutRun, { ...run, agent: run.service }).lesson).not.toBe(one?.lesson)
  })

  it.each(['', 'unknown_service', 'unknown_service:node', run.agent])(
    'is nothing where the service is %j',
    (service) => {
      expect(serviceFindings({ ...run, service }, [aboutRun])).toEqual([])
    },
  )

  it('leaves out a tool that is called like its agent', () => {
    const called = { ...run, steps: [someStep({ id: 's1', name: run.agent })] }
    expect(serviceFindings(called, [{ ...aboutRun, evidence: ['s1'] }])).toEqual([])
  })
})
