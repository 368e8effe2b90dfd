#!lua
-- release: gives the right to tell a sink back, when this holder has it.
-- KEYS: sinks (hash of the registry: holder and end of its lease, as JSON, by sink)
-- ARGV: sink, holder
-- Answers 1.

local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and held ~= '' and cjson.decode(held)[1] == ARGV[2] then
  redis.call('HSET', KEYS[1], ARGV[1], '')
end
return 1
