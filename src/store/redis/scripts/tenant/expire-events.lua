-- expire-events: drops events that every sink has once they are old, and the oldest beyond the bound.
--   needs: numbers letters
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, time up to which events are old, most events, known sinks ...
-- Answers 1 when there may be more to do, else 0. Dead letters keep theirs. What goes because of the bound is counted as
--   lost. Times of a tenant's events grow with their sequence, so that looking ends with the first young one.

local old_ms, events_max = tonumber(ARGV[2]), tonumber(ARGV[3])
local looked_at_max = 500
local newest = tonumber(redis.call('HGET', K.meta, 'events') or 0)

local had_by_all = newest
for index = 4, #ARGV do
  had_by_all = math.min(had_by_all, confirmed_by(ARGV[index]))
end

local looked_at, last, ended = 0, 0, false
while looked_at < looked_at_max and not ended do
  local event = events_after(last, 1)[1]
  ended = not event
  if event then
    last = event[1]
    looked_at = looked_at + 1
    local surplus = last <= newest - events_max
    local old = tonumber(event[2][2]) <= old_ms and last <= had_by_all
    ended = not surplus and not old
    if (surplus or old) and not is_letter(last) then
      redis.call('XDEL', K.events, whole(last) .. '-0')
      if not old then
        redis.call('HINCRBY', K.meta, 'lostEvents', 1)
      end
    end
  end
end
return ended and 0 or 1
