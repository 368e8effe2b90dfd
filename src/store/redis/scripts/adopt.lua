#!lua
-- adopt: tells a trace which others continue it, and makes it due at once; when it is being analyzed, once more after that.
-- KEYS: 1 due, 2 tallies, 3 tallies of the tenant, 4 trace
-- ARGV: 1 ref, 2 now ms, 3 number of the change in the tenant's joins that says so, 4 its continuations then (JSON); without
--       a number they stay as they are
-- Answers 'adopted'; 'moved' when it continues another one itself; 'closed' when its facts are gone or it is quarantined;
-- 'gone' when it is not known.
local due, tallies, share, trace = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local ref, now, change, members = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]

local state, expired, head, leased, joined = unpack(redis.call('HMGET', trace,
  'state', 'expired', 'head', 'leased', 'joined'))
if not state then return 'gone' end
if head then return 'moved' end
if expired == '1' or state == 'quarantined' then return 'closed' end

local score = tonumber(redis.call('ZSCORE', due, ref) or 0)
redis.call('HSET', trace, 'again', 1, 'wanted', now)
if change and change >= tonumber(joined or 0) then
  redis.call('HSET', trace, 'members', members, 'joined', change)
end
if state ~= 'open' then
  redis.call('HSET', trace, 'state', 'open', 'opened', now)
  for _, key in ipairs({ tallies, share }) do
    redis.call('HINCRBY', key, state, -1)
    redis.call('HINCRBY', key, 'open', 1)
  end
end
if not (leased == '1' and score > now) then redis.call('ZADD', due, now, ref) end
return 'adopted'
