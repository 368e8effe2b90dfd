import { addressesAgent } from './features/addresses-agent.ts'
import { asksForSecrets } from './features/asks-for-secrets.ts'
import { changesRole } from './features/changes-role.ts'
import { claimsAuthority, takesCommand } from './features/claims-authority.ts'
import { commands } from './features/commands.ts'
import { demandsSecrecy, hidesFromUser } from './features/demands-secrecy.ts'
import type { Feature } from './features/feature.ts'
import { hiddenText } from './features/hidden-text.ts'
import { imitatesMarkup } from './features/imitates-markup.ts'
import { interruptsTask, knowsTask } from './features/interrupts-task.ts'
import { namesTool } from './features/names-tool.ts'
import { overridesInstructions } from './features/overrides-instructions.ts'
import { presses } from './features/presses.ts'

/** Every feature; those that tell first, and of two of one name the surer one first, which alone counts. */
export const features: readonly Feature[] = [
  addressesAgent,
  overridesInstructions,
  knowsTask,
  interruptsTask,
  takesCommand,
  claimsAuthority,
  imitatesMarkup,
  hidesFromUser,
  demandsSecrecy,
  changesRole,
  hiddenText,
  namesTool,
  asksForSecrets,
  commands,
  presses,
]
