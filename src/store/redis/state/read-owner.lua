#!lua flags=no-writes
-- read-owner: the count buckets of a pattern or agent; an hour or minute has a day that is there too.
-- KEYS: 1 its days
-- ARGV: 1 the beginning of its keys, 2 minutes of a key, 3 hours of a key, 4 days of a breakdown's key, 5 hours of one
-- Answers {days, hours, minutes, periods of day breakdowns, periods of hour breakdowns}: buckets as fields and values.
local owner = ARGV[1]
local days = redis.call('HGETALL', KEYS[1])

local function each_period(per_day, per_key, use)
  local seen = {}
  for i = 1, #days, 2 do
    local day = tonumber(days[i])
    if day then
      for period = math.floor(day * per_day / per_key), math.floor(((day + 1) * per_day - 1) / per_key) do
        if not seen[period] then use(string.format('%.0f', period)) end
        seen[period] = true
      end
    end
  end
end

local function buckets_in(letter, per_day, per_key)
  local found = {}
  each_period(per_day, per_key, function(period)
    for _, word in ipairs(redis.call('HGETALL', owner .. letter .. ':' .. period)) do found[#found + 1] = word end
  end)
  return found
end

local function periods_of(letters, per_day, per_key)
  local found = {}
  each_period(per_day, per_key, function(period)
    if redis.call('EXISTS', owner .. letters .. ':' .. period) == 1 then found[#found + 1] = period end
  end)
  return found
end

return {
  days,
  buckets_in('h', 24, tonumber(ARGV[3])),
  buckets_in('m', 1440, tonumber(ARGV[2])),
  periods_of('bd', 1, tonumber(ARGV[4])),
  periods_of('bh', 24, tonumber(ARGV[5])),
}
