-- confirm: the sink has all events up to and including this one, as far as they were handed to it.
--   needs: numbers letters
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, sink, sequence
-- Answers 1. Never goes back, never beyond what was written.

local sink, sequence = ARGV[2], tonumber(ARGV[3])
local newest = tonumber(redis.call('HGET', K.meta, 'events') or 0)
local confirmed = math.min(sequence, newest)
if confirmed > confirmed_by(sink) then
  redis.call('HSET', K.sinks, sink, whole(confirmed))
end
for _, letter in ipairs(letters_in(K.revived, sink)) do
  local handed = cjson.decode(redis.call('HGET', K.letters, letter)).state == 'handed'
  if handed and sequence_of(letter) <= sequence then
    drop_letter(letter)
  end
end
return 1
