-- hand: the sink has been given these events, so that confirming them includes those that were revived.
--   needs: numbers letters
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, sink, sequence ...
-- Answers 1. Only what was handed out can be confirmed: an event may be revived while the sink is busy with later ones.

for index = 3, #ARGV do
  local letter = letter_of(tonumber(ARGV[index]), ARGV[2])
  if redis.call('ZSCORE', K.revived, letter) then
    local told = cjson.decode(redis.call('HGET', K.letters, letter))
    told.state = 'handed'
    redis.call('HSET', K.letters, letter, cjson.encode(told))
  end
end
return 1
