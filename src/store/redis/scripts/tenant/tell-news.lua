#!lua
-- tell-news: somebody has to look at a tenant: lessons wait for a decision, or sinks for an event.
-- KEYS: news (zset of the registry: tenants, by the number of their latest news)
-- ARGV: tenant
-- Answers the number.

local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
local number = tonumber(last or 0) + 1
redis.call('ZADD', KEYS[1], number, ARGV[1])
return number
