import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../../src/store/contract.ts'
import { isMissingScript, NoReply, TooFewReplicas, unavailability } from '../../../src/store/redis/errors.ts'

describe('an error of Redis', () => {
  it.each([
    'LOADING Redis is loading the dataset in memory',
    'BUSY Redis is busy running a script',
    "READONLY You can't write against a read only replica.",
    'MISCONF Redis is configured to save RDB snapshots',
    "OOM command not allowed when used memory > 'maxmemory'.",
    '-OOM allow-oom flag is not set on the script, can not run it when used memory > maxmemory',
    'NOREPLICAS Not enough good replicas to write.',
    'CLUSTERDOWN Hash slot not served',
    'TRYAGAIN Multiple keys request during rehashing of slot',
    'MASTERDOWN Link with MASTER is down',
    'ERR max number of clients reached',
    "Stream isn't writeable and enableOfflineQueue options is false",
    'Connection is closed.',
    'Failed to refresh slots cache.',
  ])('means that the store is not available now: %s', (message) => {
    expect(unavailability(new Error(message))).toMatch(/Redis/)
  })

  it('means the same when the network said it, and is told without its words', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:6379'), { syscall: 'connect' })
    expect(unavailability(refused)).toBe('Redis cannot be reached')
    expect(unavailability(new NoReply('late'))).toBe('Redis did not answer in time')
    expect(unavailability(new TooFewReplicas('the write reached 0 replicas, expected 1'))).toContain('expected 1')
    expect(unavailability(new StoreUnavailable('so it is'))).toBe('so it is')
  })

  it.each(['ERR syntax error', 'WRONGTYPE Operation against a key', 'NOSCRIPT No matching script', 'a bug'])(
    'is a bug otherwise: %s',
    (message) => {
      expect(unavailability(new Error(message))).toBeNull()
    },
  )

  it('tells a script that was forgotten', () => {
    expect(isMissingScript(new Error('NOSCRIPT No matching script. Please use EVAL.'))).toBe(true)
    expect(isMissingScript(new Error('ERR Error running script'))).toBe(false)
  })
})
