-- Denominators: runs of an agent (or service). Members of the index are `<scope letter><name>`; the latest time that is
-- known of one is that of its latest bucket.

local function latest_field(key)
  local latest = nil
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local number = tonumber(field)
    if number and (not latest or number > latest) then
      latest = number
    end
  end
  return latest
end

-- Looks where the bucket stood that is gone, then in the days: an older hour or minute is told as its day.
local function latest_bucket(owner, ms)
  local day = latest_field(owner .. 'd')
  if not day then
    return nil
  end
  local latest = day * widths.d
  for _, resolution in ipairs({ 'h', 'm' }) do
    local found = latest_field(bucket_key(owner, resolution, math.floor(ms / widths[resolution])))
    if found and found * widths[resolution] > latest then
      latest = found * widths[resolution]
    end
  end
  return latest
end

-- `run`: {key of the agent, index member, time, 1 when it failed}
local function add_agent_run(run)
  local owner = prefix .. 'a:' .. run[1] .. ':'
  count(owner, run[3], { 1, run[4] }, 1)
  redis.call('ZADD', K.agents, 'GT', math.floor(run[3] / widths.m) * widths.m, run[2])
end

local function take_agent_run(run)
  local owner = prefix .. 'a:' .. run[1] .. ':'
  count(owner, run[3], { 1, run[4] }, -1)
  local latest = latest_bucket(owner, run[3])
  local known = tonumber(redis.call('ZSCORE', K.agents, run[2]) or 0)
  if not latest then
    redis.call('ZREM', K.agents, run[2])
  elseif known == math.floor(run[3] / widths.m) * widths.m then
    redis.call('ZADD', K.agents, latest, run[2])
  end
end
