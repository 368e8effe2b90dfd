-- Count buckets of a pattern or agent (its `owner`: the beginning of its keys). A bucket is one field with all sums as
-- text, the runs first. Days of an owner share a key, with their total in field `t`; hours and minutes share one per
-- period and go with it. A bucket that is gone takes nothing back.

local widths = { m = 60000, h = 3600000, d = 86400000 }
local buckets_per_key = { m = 360, h = 96 }
-- Reach, two periods of a key and some: counted from the last write, which is never long before the bucket's own time.
local kept_ms = { m = 72000000, h = 1468800000, d = 8640000000 }

local function bucket_key(owner, resolution, number)
  if resolution == 'd' then
    return owner .. 'd'
  end
  return owner .. resolution .. ':' .. whole(math.floor(number / buckets_per_key[resolution]))
end

local function bump(key, field, amounts, sign)
  local text = redis.call('HGET', key, field)
  if not text and sign < 0 then
    return
  end
  local sums = text and split(text) or {}
  for index = 1, #amounts do
    sums[index] = (sums[index] or 0) + sign * amounts[index]
  end
  if sums[1] > 0 then
    redis.call('HSET', key, field, join(sums))
  else
    redis.call('HDEL', key, field)
  end
end

-- Adds one run's amounts to the buckets of its time (sign 1), or takes them back (-1).
local function count(owner, ms, amounts, sign)
  for _, resolution in ipairs({ 'm', 'h', 'd' }) do
    local number = math.floor(ms / widths[resolution])
    local key = bucket_key(owner, resolution, number)
    if resolution ~= 'd' or sign > 0 or redis.call('HEXISTS', key, whole(number)) == 1 then
      bump(key, whole(number), amounts, sign)
      if resolution == 'd' then
        bump(key, 't', amounts, sign)
      end
    end
    redis.call('PEXPIRE', key, kept_ms[resolution])
  end
end

-- The sums over all days; zeros when there are none.
local function totals(owner)
  local text = redis.call('HGET', owner .. 'd', 't')
  return text and split(text) or { 0, 0, 0, 0, 0, 0, 0, 0, 0 }
end
