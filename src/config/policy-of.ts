import { defaultPolicy } from '../decide/default-policy.ts'
import type { Policy } from '../decide/policy.ts'
import type { Config } from './config.ts'

/** The policy as configured. What has no option yet stays as the default policy has it. */
export function policyOf(config: Config): Policy {
  const { windowDays, patterned, risk, cost } = config.policy
  return { ...defaultPolicy, windowDays, patterned, risk: { ...defaultPolicy.risk, ...risk }, cost }
}
