-- Bounded maps of an hour or day bucket: how many of its runs share a source (s), release (r), risk (k), severity (y) or
-- variant (v). Fields of one key per period: `<bucket>:<letter>:<value>` has the runs, `<bucket>:<letter>#` how many values
-- there are, `<bucket>:<letter>+` the runs that found no place. What patterns show over all days, variants and severities,
-- is also summed up in key `v`; a variant stands in fields as a short hash, and key `v` has its text (t). Periods are short,
-- so that ordinary ones stay in Redis' compact form.

local buckets_per_breakdown = { h = 24, d = 8 }
local breakdown_kept_ms = { h = 950400000, d = 9504000000 }
local summed = { v = true, y = true }

local function breakdown_key(owner, resolution, number)
  return owner .. 'b' .. resolution .. ':' .. whole(math.floor(number / buckets_per_breakdown[resolution]))
end

-- Answers what is left.
local function lower(key, field)
  local left = redis.call('HINCRBY', key, field, -1)
  if left <= 0 then
    redis.call('HDEL', key, field)
  end
  return left
end

local function raise_total(owner, letter, value, text)
  if redis.call('HINCRBY', owner .. 'v', letter .. ':' .. value, 1) == 1 and text then
    redis.call('HSET', owner .. 'v', 't:' .. value, text)
  end
end

local function lower_total(owner, letter, value, by)
  if redis.call('HINCRBY', owner .. 'v', letter .. ':' .. value, -by) <= 0 then
    redis.call('HDEL', owner .. 'v', letter .. ':' .. value)
    if letter == 'v' then
      redis.call('HDEL', owner .. 'v', 't:' .. value)
    end
  end
end

local function add_shared(owner, resolution, number, entry)
  local letter, max, value = entry[1], entry[2], entry[3]
  local key = breakdown_key(owner, resolution, number)
  local place = whole(number) .. ':' .. letter
  local field = place .. ':' .. value
  if redis.call('HEXISTS', key, field) == 0 then
    if tonumber(redis.call('HGET', key, place .. '#') or 0) >= max then
      redis.call('HINCRBY', key, place .. '+', 1)
      return
    end
    redis.call('HINCRBY', key, place .. '#', 1)
  end
  redis.call('HINCRBY', key, field, 1)
  if resolution == 'd' and summed[letter] then
    raise_total(owner, letter, value, entry[4])
  end
end

local function take_shared(owner, resolution, number, letter, value)
  local key = breakdown_key(owner, resolution, number)
  local place = whole(number) .. ':' .. letter
  local field = place .. ':' .. value
  if redis.call('HEXISTS', key, field) == 0 then
    if redis.call('HEXISTS', key, place .. '+') == 1 then
      lower(key, place .. '+')
    end
    return
  end
  if lower(key, field) <= 0 then
    lower(key, place .. '#')
  end
  if resolution == 'd' and summed[letter] then
    lower_total(owner, letter, value, 1)
  end
end

-- `shared`: lists of {letter, most values, value, text of a variant} by resolution.
local function break_down(owner, ms, shared, sign)
  for resolution, entries in pairs(shared) do
    local number = math.floor(ms / widths[resolution])
    for _, entry in ipairs(entries) do
      if sign > 0 then
        add_shared(owner, resolution, number, entry)
      else
        take_shared(owner, resolution, number, entry[1], entry[3])
      end
    end
    if #entries > 0 then
      redis.call('PEXPIRE', breakdown_key(owner, resolution, number), breakdown_kept_ms[resolution])
    end
  end
end
