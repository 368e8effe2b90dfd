import { places } from '../place.ts'
import type { Family } from './family.ts'

/** HTTP, RPC, databases, messaging, web frameworks, and everything that no convention knows: context, never a step. */
export const infra: Family = {
  name: 'infra',
  attributes: [],
  recognizes: () => true,
  place: () => places.infra,
}
