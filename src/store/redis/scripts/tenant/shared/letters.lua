-- Dead letters: events set aside for a sink. Members of the indexes are `<sequence> <sink>`, scored by the sequence: `dead`
-- has those that wait for somebody, `revived` those that are pending again.

local function letter_of(sequence, sink)
  return whole(sequence) .. ' ' .. sink
end

local function sink_of(letter)
  return string.match(letter, '^%d+ (.*)$')
end

local function sequence_of(letter)
  return tonumber(string.match(letter, '^%d+'))
end

local function confirmed_by(sink)
  return tonumber(redis.call('HGET', K.sinks, sink) or 0)
end

local function is_dead(sequence, sink)
  return redis.call('ZSCORE', K.dead, letter_of(sequence, sink))
end

local function is_letter(sequence)
  return redis.call('ZCOUNT', K.dead, sequence, sequence) + redis.call('ZCOUNT', K.revived, sequence, sequence) > 0
end

-- Those of one sink, lowest sequence first.
local function letters_in(index, sink)
  local found = {}
  for _, letter in ipairs(redis.call('ZRANGE', index, 0, -1)) do
    if sink_of(letter) == sink then
      found[#found + 1] = letter
    end
  end
  return found
end

local function drop_letter(letter)
  redis.call('HDEL', K.letters, letter)
  redis.call('ZREM', K.dead, letter)
  redis.call('ZREM', K.revived, letter)
end

-- Up to `most` events after a sequence: {{sequence, fields}}.
local function events_after(sequence, most)
  local events = {}
  for _, entry in ipairs(redis.call('XRANGE', K.events, '(' .. whole(sequence) .. '-0', '+', 'COUNT', most)) do
    events[#events + 1] = { tonumber(string.match(entry[1], '^%d+')), entry[2] }
  end
  return events
end
