-- Candidates and the events that tell of them, which are written in one step.

-- Whether the candidate is still as it was read; `seen`: {id, SHA-1 of its row}.
local function is_as_seen(seen)
  local row = redis.call('HGET', K.candidates, seen[1])
  return row and redis.sha1hex(row) == seen[2]
end

local function tell(event)
  local sequence = redis.call('HINCRBY', K.meta, 'events', 1)
  redis.call('XADD', K.events, whole(sequence) .. '-0', 't', event.ms, 'b', event.body)
end

-- `move`: {id, lesson, row, facets, openedMs, wakeMs, sequence, events} (tenant/write-move.ts)
local function write_move(move)
  redis.call('HSET', K.candidates, move.id, move.row)
  redis.call('HSET', K.facets, move.id, move.facets)
  redis.call('ZADD', K.opened, move.openedMs, move.id)
  if type(move.wakeMs) == 'number' then
    redis.call('ZADD', K.wakes, move.wakeMs, move.id)
  else
    redis.call('ZREM', K.wakes, move.id)
  end
  if move.sequence > tonumber(redis.call('HGET', K.sequences, move.lesson) or 0) then
    redis.call('HSET', K.sequences, move.lesson, move.sequence)
    redis.call('HSET', K.latest, move.lesson, move.id)
  end
  for _, event in ipairs(move.events) do
    tell(event)
  end
end
