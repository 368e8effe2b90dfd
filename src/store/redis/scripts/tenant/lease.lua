#!lua
-- lease: takes or renews the right to tell a sink until a time. A sink that asks is known from then on.
-- KEYS: sinks (hash of the registry: holder and end of its lease, as JSON, by sink)
-- ARGV: sink, holder, now, end of the lease
-- Answers 1 when this holder has it, else 0.

local held = redis.call('HGET', KEYS[1], ARGV[1])
local lease = held and held ~= '' and cjson.decode(held)
if lease and lease[1] ~= ARGV[2] and lease[2] > tonumber(ARGV[3]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode({ ARGV[2], tonumber(ARGV[4]) }))
return 1
