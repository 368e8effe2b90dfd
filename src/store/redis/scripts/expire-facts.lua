#!lua flags=allow-oom
-- expire-facts: drops the facts of a settled trace whose late window is over.
-- KEYS: 1 expiry, 2 tallies, 3 tallies of the tenant, 4 trace, 5 chunks
-- ARGV: 1 ref, 2 committed until ms, 3 dedupe horizon ms
-- Answers 'dropped', also when they were before; 'kept' when the window goes on; 'open' when the trace is being judged
-- again (its next commit says when to look again).
local expiry, tallies, share, trace, chunks = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local ref, untilMs, horizon = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local state, committed, facts, last = unpack(redis.call('HMGET', trace, 'state', 'committed', 'facts', 'last'))
if not state or state == 'open' then
  redis.call('ZREM', expiry, ref)
  return 'open'
end
if state == 'quarantined' or tonumber(committed or 0) > untilMs then return 'kept' end

redis.call('DEL', chunks)
redis.call('HSET', trace, 'expired', 1, 'facts', 0, 'bytes', 0, 'calls', 0)
redis.call('HINCRBY', tallies, 'facts', 0 - tonumber(facts or 0))
redis.call('HINCRBY', share, 'facts', 0 - tonumber(facts or 0))
redis.call('ZADD', expiry, math.max(tonumber(committed or 0), tonumber(last or 0)) + horizon, ref)
return 'dropped'
