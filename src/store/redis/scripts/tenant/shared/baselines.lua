-- Sketches of what healthy runs used, one key per subject and hour: `<measure>:<bucket>` has how many runs fell in it. The
-- index of a subject has its hours with their runs. Only so many subjects of a kind have an hour; nothing is taken back.

local baseline_kept_ms = 1468800000

-- `subject`: {kind, key}. False when too many others have this hour.
local function feed_hour(subject, hour, fields, subjects_max)
  local index = prefix .. 'b:' .. subject[2]
  if redis.call('HEXISTS', index, hour) == 0 then
    local taken = subject[1] .. ':' .. hour
    if tonumber(redis.call('HGET', K.fedHours, taken) or 0) >= subjects_max then
      return false
    end
    redis.call('HINCRBY', K.fedHours, taken, 1)
  end
  redis.call('HINCRBY', index, hour, 1)
  redis.call('PEXPIRE', index, baseline_kept_ms)
  redis.call('ZADD', K.subjects, 'GT', tonumber(hour), subject[2])
  local key = index .. ':' .. hour
  for _, field in ipairs(fields) do
    redis.call('HINCRBY', key, field, 1)
  end
  redis.call('PEXPIRE', key, baseline_kept_ms)
  return true
end

-- `feed`: {hour, subjects, fields}. Fed when all of its subjects found a place.
local function feed_run(feed, subjects_max)
  local fed = true
  for _, subject in ipairs(feed[2]) do
    local done = feed_hour(subject, feed[1], feed[3], subjects_max)
    fed = fed and done
  end
  if not fed then
    redis.call('HINCRBY', K.meta, 'unfedRuns', 1)
  end
end
