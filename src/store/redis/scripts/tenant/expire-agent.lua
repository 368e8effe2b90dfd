-- expire-agent: drops the day buckets of an agent (or service) that are past their reach; without any it is not known any
-- more.
--   needs: numbers counts
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, key of the agent, its index member, number of the last day to go
-- Answers 1.

local owner = ARGV[1] .. 'a:' .. ARGV[2] .. ':'
for _, field in ipairs(redis.call('HKEYS', owner .. 'd')) do
  local day = tonumber(field)
  if day and day <= tonumber(ARGV[4]) then
    bump(owner .. 'd', 't', split(redis.call('HGET', owner .. 'd', field)), -1)
    redis.call('HDEL', owner .. 'd', field)
  end
end
if redis.call('EXISTS', owner .. 'd') == 0 then
  redis.call('ZREM', K.agents, ARGV[3])
end
return 1
