#!lua
-- begin-import: makes a store that nobody opens until its import has ended.
-- KEYS: 1 store, 2 tenants, 3 sinks
-- ARGV: 1 id, 2 fingerprint key, 3 what stands in the place of its format until then
-- Answers 'begun', also when it was by this very import; else what is there: a format, or 'something'.
local store = KEYS[1]
if redis.call('HGET', store, 'id') == ARGV[1] then return 'begun' end
if redis.call('EXISTS', KEYS[1], KEYS[2], KEYS[3]) > 0 then return redis.call('HGET', store, 'format') or 'something' end
redis.call('HSET', store, 'id', ARGV[1], 'fingerprintKey', ARGV[2], 'format', ARGV[3])
return 'begun'
