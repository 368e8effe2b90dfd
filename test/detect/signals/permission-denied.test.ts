import { describe, expect, it } from 'vitest'
import { permissionDenied } from '../../../src/detect/signals/permission-denied.ts'
import { asks, broke, conversation, fails, result, runOf, works } from '../run-builder.ts'

const denied = broke('403 forbidden', 'permission_denied')

describe('permission_denied', () => {
  it('fires on a tool that was refused for want of permission', () => {
    const { findings } = permissionDenied.detect(runOf(conversation(fails('read_payroll', 'a', denied))), null)
    expect(findings).toMatchObject([
      {
        bucket: 'boundary_stress',
        locus: 'read_payroll',
        template: '403 forbidden',
        severity: 0.1,
        explanation: 'read_payroll was denied permission once',
      },
    ])
  })

  it('is a nuisance when the tool worked later on', () => {
    const run = runOf(conversation(fails('bash', 'a', denied), works('bash', 'b', result('done'))))
    expect(permissionDenied.detect(run, null).findings[0]?.severity).toBe(0.02)
  })

  it('leaves a model that was denied to llm_error, and a person who said no to approval_rejected', () => {
    const model = runOf([asks({ outcome: 'error', error: denied })])
    const person = runOf(conversation(fails('refund', 'a', broke('rejected', 'approval_rejected'))))
    expect([model, person].flatMap((run) => permissionDenied.detect(run, null).findings)).toEqual([])
  })
})
