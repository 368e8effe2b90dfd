#!lua
-- open-store: says which store this is; of an empty Redis, makes it one.
-- KEYS: 1 store
-- ARGV: 1 id, 2 fingerprint key, 3 format: what a new store gets
-- Answers {id, fingerprint key, format, 1 when its slots are marked} of the store that is there, whoever made it.
-- Guarantees that of any number of first openings one makes the store. A store that is there is not changed.
local store = KEYS[1]
local id, fingerprintKey, format = ARGV[1], ARGV[2], ARGV[3]

if redis.call('EXISTS', store) == 0 then
  redis.call('HSET', store, 'id', id, 'fingerprintKey', fingerprintKey, 'format', format)
end
return redis.call('HMGET', store, 'id', 'fingerprintKey', 'format', 'marked')
