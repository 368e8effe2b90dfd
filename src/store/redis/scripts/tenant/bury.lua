-- bury: sets one event that is pending for a sink aside, with the reason; the sink goes on with the next one.
--   needs: numbers letters
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, sink, sequence, attempts, reason, time of death, most dead letters of a sink
-- Answers 1. What is not pending for the sink is left as it is. The oldest beyond the bound are counted as lost.

local sink, sequence = ARGV[2], tonumber(ARGV[3])
local letters_max = tonumber(ARGV[7])
local letter = letter_of(sequence, sink)

local function is_pending()
  local event = events_after(sequence - 1, 1)[1]
  if not event or event[1] ~= sequence or is_dead(sequence, sink) then
    return false
  end
  return sequence > confirmed_by(sink) or redis.call('ZSCORE', K.revived, letter)
end

-- The sink is through with the dead ones that come next: they hold nothing back, and none comes back by being dropped.
local function pass_dead()
  local last = confirmed_by(sink)
  local newest = tonumber(redis.call('HGET', K.meta, 'events') or 0)
  while last < newest do
    local event = events_after(last, 1)[1]
    if event and not is_dead(event[1], sink) then
      break
    end
    last = event and event[1] or newest
  end
  redis.call('HSET', K.sinks, sink, whole(last))
end

local function died_first(one, other)
  if one.ms ~= other.ms then
    return one.ms < other.ms
  end
  return sequence_of(one.letter) < sequence_of(other.letter)
end

local function drop_surplus()
  if redis.call('HLEN', K.letters) <= letters_max then
    return
  end
  local mine = {}
  local all = redis.call('HGETALL', K.letters)
  for index = 1, #all, 2 do
    if sink_of(all[index]) == sink then
      mine[#mine + 1] = { letter = all[index], ms = cjson.decode(all[index + 1]).diedMs }
    end
  end
  table.sort(mine, died_first)
  for index = 1, #mine - letters_max do
    drop_letter(mine[index].letter)
    redis.call('HINCRBY', K.meta, 'lostDeadLetters', 1)
  end
end

if is_pending() then
  local told = { state = 'dead', attempts = tonumber(ARGV[4]), reason = ARGV[5], diedMs = tonumber(ARGV[6]) }
  redis.call('HSET', K.letters, letter, cjson.encode(told))
  redis.call('ZREM', K.revived, letter)
  redis.call('ZADD', K.dead, sequence, letter)
end
pass_dead()
drop_surplus()
return 1
