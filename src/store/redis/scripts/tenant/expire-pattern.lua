-- expire-pattern: drops the day buckets of a pattern that are past their reach. A pattern whose last day goes, goes with
-- it, and so does the lesson; the candidate that it may have is closed afterwards (key `gone`).
--   needs: numbers counts breakdowns lessons runs patterns
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, signature, number of the last day to go
-- Answers JSON {unused}.

local signature, last_day = ARGV[2], tonumber(ARGV[3])

-- What the pattern shows over all days no longer has what was of these.
local function drop_breakdowns(owner, period)
  local key = owner .. 'bd:' .. whole(period)
  local fields = redis.call('HGETALL', key)
  for index = 1, #fields, 2 do
    local day, letter, value = string.match(fields[index], '^(%d+):(%a):(.*)$')
    if tonumber(day or string.match(fields[index], '^%d+')) <= last_day then
      if day and summed[letter] then
        lower_total(owner, letter, value, tonumber(fields[index + 1]))
      end
      redis.call('HDEL', key, fields[index])
    end
  end
end

local function drop_days(owner)
  local periods = {}
  for _, field in ipairs(redis.call('HKEYS', owner .. 'd')) do
    local day = tonumber(field)
    if day and day <= last_day then
      bump(owner .. 'd', 't', split(redis.call('HGET', owner .. 'd', field)), -1)
      redis.call('HDEL', owner .. 'd', field)
      periods[math.floor(day / buckets_per_breakdown.d)] = true
    end
  end
  for period in pairs(periods) do
    drop_breakdowns(owner, period)
  end
end

local record = find_pattern(signature)
if record then
  drop_days(owner_of(record))
  refresh_pattern(signature)
  if not redis.call('ZSCORE', K.byRuns, signature) then
    drop_pattern(signature)
  end
end
return cjson.encode({ unused = unused })
