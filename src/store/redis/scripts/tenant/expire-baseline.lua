-- expire-baseline: drops the hours of a subject that no baseline reaches back to any more.
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, key of the subject, time before which hours go
-- Answers 1.

local index = ARGV[1] .. 'b:' .. ARGV[2]
for _, hour in ipairs(redis.call('HKEYS', index)) do
  if tonumber(hour) < tonumber(ARGV[3]) then
    redis.call('UNLINK', index .. ':' .. hour)
    redis.call('HDEL', index, hour)
  end
end
if redis.call('EXISTS', index) == 0 then
  redis.call('ZREM', K.subjects, ARGV[2])
end
return 1
