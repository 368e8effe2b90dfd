-- revive: makes dead letters pending again for a sink: all of them, or one event's.
--   needs: numbers letters
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, sink, sequence ('' for all)
-- Answers how many.

local revived = 0
for _, letter in ipairs(letters_in(K.dead, ARGV[2])) do
  if ARGV[3] == '' or sequence_of(letter) == tonumber(ARGV[3]) then
    local told = cjson.decode(redis.call('HGET', K.letters, letter))
    told.state = 'revived'
    redis.call('HSET', K.letters, letter, cjson.encode(told))
    redis.call('ZREM', K.dead, letter)
    redis.call('ZADD', K.revived, sequence_of(letter), letter)
    revived = revived + 1
  end
end
return revived
