/** What tests start: a single Redis, one with a replica, a cluster. Each is empty, of our own, and ended by its pid. */
export type { RedisCluster } from './redis-cluster.ts'
export { startRedisCluster } from './redis-cluster.ts'
export type { RedisOptions, RedisServer, Settings } from './redis-process.ts'
export { startRedisProcess as startRedis } from './redis-process.ts'
export type { RedisWithReplica } from './redis-replica.ts'
export { startRedisWithReplica } from './redis-replica.ts'
