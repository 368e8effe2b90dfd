#!lua
-- mark-slot: says of a slot whose store it is.
-- KEYS: 1 marker
-- ARGV: 1 id of the store
-- Answers the id that is there now: another store's mark is not changed.
redis.call('SETNX', KEYS[1], ARGV[1])
return redis.call('GET', KEYS[1])
