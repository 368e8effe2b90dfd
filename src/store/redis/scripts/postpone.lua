#!lua flags=allow-oom
-- postpone: says when a trace is looked after again; one that is no more, never.
-- KEYS: 1 expiry, 2 trace
-- ARGV: 1 ref, 2 next housekeeping ms ('' of a trace that was seen to be no more)
-- Answers 1 when it changed anything, else 0.
local expiry, trace = KEYS[1], KEYS[2]
local ref, housekeeping = ARGV[1], ARGV[2]

if redis.call('EXISTS', trace) == 0 then return redis.call('ZREM', expiry, ref) end
if housekeeping == '' then return 0 end
return redis.call('ZADD', expiry, 'XX', 'CH', housekeeping, ref)
