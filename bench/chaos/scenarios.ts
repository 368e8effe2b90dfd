import type { Scenario } from './scenario.ts'
import { allKilled } from './scenarios/all-killed.ts'
import { clusterPrimaryKilled } from './scenarios/cluster-primary-killed.ts'
import { crashAtPoints } from './scenarios/crash-points.ts'
import { embeddedPoints } from './scenarios/crash-points-embedded.ts'
import { namedPoints } from './scenarios/crash-points-named.ts'
import { embeddedKilled } from './scenarios/embedded-killed.ts'
import { failoverWithoutWait, failoverWithWait } from './scenarios/failover.ts'
import { oneSignature } from './scenarios/one-signature.ts'
import { orphanedTrace } from './scenarios/orphaned-trace.ts'
import { poisonTrace } from './scenarios/poison-trace.ts'
import { replicaFrozen } from './scenarios/replica-frozen.ts'
import { replicaKilled } from './scenarios/replica-killed.ts'
import { sinkDown } from './scenarios/sink-down.ts'
import { slotMoved } from './scenarios/slot-moved.ts'
import { storeAbsent } from './scenarios/store-absent.ts'
import { storeBlackHole } from './scenarios/store-black-hole.ts'
import { storeCut } from './scenarios/store-cut.ts'
import { storeDiskFull } from './scenarios/store-disk-full.ts'
import { storeFlushed } from './scenarios/store-flushed.ts'
import { storeGone } from './scenarios/store-gone.ts'
import { storeHalfClosed } from './scenarios/store-half-closed.ts'
import { storeKilled } from './scenarios/store-killed.ts'
import { storeLoading } from './scenarios/store-loading.ts'
import { storeOutOfMemory } from './scenarios/store-out-of-memory.ts'
import { storeReadOnly } from './scenarios/store-read-only.ts'
import { storeRefuses } from './scenarios/store-refuses.ts'
import { storeSlow } from './scenarios/store-slow.ts'

/** Every scenario, once: what replicas suffer, what the store suffers, what replicated stores suffer, what sinks do. */
export const scenarios: readonly Scenario[] = [
  embeddedKilled,
  replicaKilled,
  allKilled,
  replicaFrozen,
  orphanedTrace,
  crashAtPoints,
  namedPoints,
  embeddedPoints,
  oneSignature,
  poisonTrace,
  storeAbsent,
  storeGone,
  storeKilled,
  storeLoading,
  storeOutOfMemory,
  storeReadOnly,
  storeDiskFull,
  storeCut,
  storeSlow,
  storeBlackHole,
  storeRefuses,
  storeHalfClosed,
  storeFlushed,
  failoverWithWait,
  failoverWithoutWait,
  clusterPrimaryKilled,
  slotMoved,
  sinkDown,
]
