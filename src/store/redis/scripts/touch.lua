#!lua
-- touch: the late window of a continuation starts anew with that of its head.
-- KEYS: 1 expiry, 2 trace
-- ARGV: 1 ref, 2 committed ms, 3 next housekeeping ms
-- Answers 1 when anything changed, else 0.
local expiry, trace = KEYS[1], KEYS[2]
local ref, committed, housekeeping = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local known, expired = unpack(redis.call('HMGET', trace, 'committed', 'expired'))
if not known or expired == '1' or tonumber(known) >= committed then return 0 end
redis.call('HSET', trace, 'committed', committed)
redis.call('ZADD', expiry, housekeeping, ref)
return 1
