import { defaultPolicy } from '../decide/default-policy.ts'
import type { Policy } from '../decide/policy.ts'
import type { Config } from './config.ts'

/** The policy as configured. What has no option yet stays as the default policy has it. */
export function policyOf(config: Config): Policy {
  const { windowDays, patterned, risk, cost } = config.policy
  const shadow = new Set(config.signals.shadow)
  return { ...defaultPolicy, shadow, windowDays, patterned, risk: { ...defaultPolicy.risk, ...risk }, cost }
}
