#!lua
-- fail: gives a claim back with the reason, which is shown. The trace is due again after a pause that doubles with each
-- claim in a row that came to nothing; after too many of them it is quarantined.
-- KEYS: 1 due, 2 expiry, 3 tallies, 4 tallies of the tenant, 5 trace
-- ARGV: 1 ref, 2 epoch, 3 now ms, 4 attempts at most, 5 reason, 6 first pause ms
-- Answers 'open', 'quarantined', or 'stale' when the claim was lost or given back already; nothing is changed then.
local due, expiry, tallies, share, trace = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local ref, epoch, now, attemptsMax, reason = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local pause = tonumber(ARGV[6])

local seen, leased, attempts = unpack(redis.call('HMGET', trace, 'epoch', 'leased', 'attempts'))
if seen ~= epoch or leased ~= '1' then return 'stale' end

redis.call('HSET', trace, 'leased', 0, 'failure', reason)
if tonumber(attempts) < attemptsMax then
  redis.call('ZADD', due, now + pause * 2 ^ (tonumber(attempts) - 1), ref)
  return 'open'
end
redis.call('ZREM', due, ref)
redis.call('HSET', trace, 'state', 'quarantined')
for _, key in ipairs({ tallies, share }) do
  redis.call('HINCRBY', key, 'open', -1)
  redis.call('HINCRBY', key, 'quarantined', 1)
end
redis.call('ZADD', expiry, now, ref)
return 'quarantined'
