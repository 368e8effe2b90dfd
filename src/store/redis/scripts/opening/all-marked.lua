#!lua
-- all-marked: notes that every slot which each store has was marked: one that is without its mark was emptied.
-- KEYS: 1 store
-- ARGV: 1 id
-- Answers 1; 0 when the store is gone or another one meanwhile.
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'marked', 1)
return 1
