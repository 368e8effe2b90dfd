import type { Part } from './part.ts'
import { cpu } from './parts/cpu.ts'
import { delivery } from './parts/delivery.ts'
import { memory } from './parts/memory.ts'
import { orphans } from './parts/orphans.ts'
import { wire } from './parts/wire.ts'

/** Every part, once, in the order in which they are measured. */
export const parts: readonly Part[] = [cpu, wire, memory, delivery, orphans]
