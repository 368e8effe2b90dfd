#!lua
-- claim: takes one due trace under a lease. The due time becomes the end of the lease, so a crash queues the trace again
-- by itself; the epoch grows, so that whoever lost a lease cannot commit.
-- KEYS: 1 due, 2 expiry, 3 tallies, 4 tallies of the tenant, 5 trace
-- ARGV: 1 ref, 2 now ms, 3 end of the lease ms, 4 attempts at most, 5 a word of the claimer's for this claim
-- Answers {'claimed', fields and values of the trace}, {'quarantined'} when it was claimed too often without a commit, or
-- {'gone'} when somebody else has it.
-- Guarantees that of any number of claimers at once one has it; asked again with the same word, the same one.
local due, expiry, tallies, share, trace = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local ref, now, leaseEnd, attemptsMax, word = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]

local score = tonumber(redis.call('ZSCORE', due, ref) or 'inf')
local attempts, by = unpack(redis.call('HMGET', trace, 'attempts', 'by'))
if by == word then return { 'claimed', redis.call('HGETALL', trace) } end
if score > now then return { 'gone' } end
if redis.call('EXISTS', trace) == 0 then
  redis.call('ZREM', due, ref)
  return { 'gone' }
end

if tonumber(attempts or 0) >= attemptsMax then
  redis.call('ZREM', due, ref)
  redis.call('HSET', trace, 'state', 'quarantined', 'leased', 0)
  redis.call('HSETNX', trace, 'failure', 'claimed five times and never committed')
  for _, key in ipairs({ tallies, share }) do
    redis.call('HINCRBY', key, 'open', -1)
    redis.call('HINCRBY', key, 'quarantined', 1)
  end
  redis.call('ZADD', expiry, now, ref)
  return { 'quarantined' }
end

redis.call('ZADD', due, leaseEnd, ref)
redis.call('HSET', trace, 'leased', 1, 'again', 0, 'by', word)
redis.call('HINCRBY', trace, 'epoch', 1)
redis.call('HINCRBY', trace, 'attempts', 1)
return { 'claimed', redis.call('HGETALL', trace) }
