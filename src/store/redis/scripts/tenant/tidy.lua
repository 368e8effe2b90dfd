-- tidy: notes how far a tenant's buckets were looked through, and forgets which hours of baselines were full.
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, what was looked through, up to which bucket, time before which hours of baselines go
-- Answers 1.

redis.call('HSET', K.meta, ARGV[2], ARGV[3])
for _, taken in ipairs(redis.call('HKEYS', K.fedHours)) do
  if tonumber(string.match(taken, '%d+$')) < tonumber(ARGV[4]) then
    redis.call('HDEL', K.fedHours, taken)
  end
end
return 1
