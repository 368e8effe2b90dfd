-- Patterns: finding one, a place for a new one, dropping one, and what it shows. Keys of a pattern begin with its number,
-- which is never used twice, so that one which comes back starts anew.

local explanations_kept = 8
local fleeting_looked_at = 512
local periods_dropped_max = 64

local records = {}

-- What does not change of a pattern; nil when it is not known.
local function find_pattern(signature)
  if records[signature] == nil then
    local text = redis.call('HGET', K.patterns, signature)
    records[signature] = text and cjson.decode(text) or false
  end
  return records[signature] or nil
end

local function owner_of(record)
  return prefix .. 'p:' .. whole(record.id) .. ':'
end

local function lesson_of(signature)
  return redis.call('HGET', K.lessonOf, signature)
end

local function count_overflow(by)
  local runs = tonumber(redis.call('HGET', K.meta, 'overflowRuns') or 0)
  redis.call('HSET', K.meta, 'overflowRuns', math.max(0, runs + by))
end

-- Sightings are named `<run> <trace>`, both as tenant/short-id.ts writes them.
local function run_of(member)
  return string.match(member, '^(%S+)')
end

local function drop_counts(owner, first_ms, last_ms)
  redis.call('UNLINK', owner .. 'd', owner .. 'v')
  for _, resolution in ipairs({ 'm', 'h' }) do
    local width = widths[resolution] * buckets_per_key[resolution]
    local last = math.floor(last_ms / width)
    local first = math.max(math.floor(first_ms / width), last - periods_dropped_max)
    for period = first, last do
      redis.call('UNLINK', owner .. resolution .. ':' .. whole(period))
    end
  end
  for resolution, buckets in pairs(buckets_per_breakdown) do
    local width = widths[resolution] * buckets
    local last = math.floor(last_ms / width)
    local first = math.max(math.floor(first_ms / width), last - periods_dropped_max)
    for period = first, last do
      redis.call('UNLINK', owner .. 'b' .. resolution .. ':' .. whole(period))
    end
  end
end

-- The first (or last) time among the sightings that can still be taken back and another one, where it is known.
local function bound_of(owner, other_ms, command, choose)
  local found = redis.call(command, owner .. 'sg', 0, 0, 'WITHSCORES')
  local ms = tonumber(found[2])
  if not ms or not other_ms then
    return ms or other_ms
  end
  return choose(ms, other_ms)
end

-- The pattern and all that hangs on it; its lesson too when it was the last one of it.
local function drop_pattern(signature)
  local record = find_pattern(signature)
  local owner = owner_of(record)
  local lesson = lesson_of(signature)
  local first_ms = bound_of(owner, tonumber(redis.call('ZSCORE', K.byFirst, signature)), 'ZRANGE', math.min)
  local last_ms = bound_of(owner, tonumber(redis.call('ZSCORE', K.byLast, signature)), 'ZREVRANGE', math.max)
  local runs = tonumber(redis.call('ZSCORE', K.byRuns, signature) or 0)
  for _, member in ipairs(redis.call('ZRANGE', owner .. 'fz', 0, -1)) do
    release_run(run_of(member))
  end
  redis.call('UNLINK', owner .. 'sg', owner .. 'fz', owner .. 'ex')
  drop_counts(owner, first_ms, last_ms)
  for _, key in ipairs({ K.byFirst, K.byLast, K.byRuns, K.byCost, K.byRisk, K.fleeting }) do
    redis.call('ZREM', key, signature)
  end
  redis.call('HDEL', K.patterns, signature)
  redis.call('HDEL', K.explanations, signature)
  redis.call('HDEL', K.lessonOf, signature)
  redis.call('ZREM', K.members, lesson .. '\0' .. signature)
  change_lesson_runs(lesson, -runs)
  records[signature] = false
  forget_when_empty(lesson)
end

-- Whether a person is to look at the lesson's candidate: then none of its patterns gives way.
local function is_looked_at(lesson)
  local id = redis.call('HGET', K.latest, lesson)
  local facets = id and redis.call('HGET', K.facets, id)
  local state = facets and cjson.decode(facets)[1]
  return state == 'open' or state == 'snoozed'
end

-- At the cap a pattern that was seen once at most gives way, oldest first; its runs are counted as overflow.
local function make_room()
  for _, signature in ipairs(redis.call('ZRANGE', K.fleeting, 0, fleeting_looked_at - 1)) do
    if not is_looked_at(lesson_of(signature)) then
      count_overflow(totals(owner_of(find_pattern(signature)))[1])
      drop_pattern(signature)
      return true
    end
  end
  return false
end

local function add_pattern(seen)
  local signature = seen.signature
  local lesson = head_of(seen.lesson)
  local record = seen.record
  record.id = redis.call('HINCRBY', K.meta, 'patterns', 1)
  redis.call('HSET', K.patterns, signature, cjson.encode(record))
  redis.call('HSET', K.explanations, signature, seen.explanation)
  redis.call('HSET', K.lessonOf, signature, lesson)
  redis.call('ZADD', K.members, 0, lesson .. '\0' .. signature)
  redis.call('ZADD', K.byFirst, seen.ms, signature)
  redis.call('ZADD', K.byLast, seen.ms, signature)
  redis.call('ZADD', K.fleeting, seen.ms, signature)
  records[signature] = record
  return record
end

-- The pattern of a sighting, or a place for a new one; nil where there is none.
local function place_pattern(seen, patterns_max)
  local record = find_pattern(seen.signature)
  if record then
    return record
  end
  if redis.call('HLEN', K.patterns) >= patterns_max and not make_room() then
    return nil
  end
  return add_pattern(seen)
end

-- Of the latest sightings the explanation is kept, so that the pattern can tell the latest one's.
local function explain(owner, member, explanation)
  local rank = redis.call('ZREVRANK', owner .. 'sg', member)
  if not rank or rank >= explanations_kept then
    return
  end
  redis.call('HSET', owner .. 'ex', member, explanation)
  for _, older in ipairs(redis.call('ZREVRANGE', owner .. 'sg', explanations_kept, explanations_kept)) do
    redis.call('HDEL', owner .. 'ex', older)
  end
end

local function add_sighting(record, seen)
  local owner = owner_of(record)
  redis.call('ZADD', owner .. 'sg', seen.ms, seen.member)
  explain(owner, seen.member, seen.explanation)
  count(owner, seen.ms, seen.amounts, 1)
  break_down(owner, seen.ms, seen.shared, 1)
end

-- False for a sighting that was never counted here, or whose pattern gave way meanwhile: it is in the overflow.
local function take_sighting(record, seen)
  local owner = owner_of(record)
  if redis.call('ZREM', owner .. 'sg', seen.member) == 0 then
    return false
  end
  redis.call('HDEL', owner .. 'ex', seen.member)
  count(owner, seen.ms, seen.amounts, -1)
  break_down(owner, seen.ms, seen.shared, -1)
  return true
end

local function show_times(signature, record, owner, runs)
  local first = bound_of(owner, record.frozenFirst, 'ZRANGE', math.min)
  local last = bound_of(owner, record.frozenLast, 'ZREVRANGE', math.max)
  if first then
    redis.call('ZADD', K.byFirst, first, signature)
    redis.call('ZADD', K.byLast, last, signature)
  end
  if runs > 1 then
    redis.call('ZREM', K.fleeting, signature)
  else
    redis.call('ZADD', K.fleeting, redis.call('ZSCORE', K.byFirst, signature), signature)
  end
end

-- The later one of two sightings with their times: {member, time}.
local function later(one, other)
  local one_ms, other_ms = tonumber(one[2]), tonumber(other[2])
  if not one_ms or not other_ms then
    return one_ms and one or other
  end
  if one_ms ~= other_ms then
    return one_ms > other_ms and one or other
  end
  return one[1] > other[1] and one or other
end

local function show_explanation(signature, owner)
  local live = redis.call('ZREVRANGE', owner .. 'sg', 0, 0, 'WITHSCORES')
  local frozen = redis.call('ZREVRANGE', owner .. 'fz', 0, 0, 'WITHSCORES')
  local latest = later(live, frozen)[1]
  local explanation = latest and redis.call('HGET', owner .. 'ex', latest)
  if explanation then
    redis.call('HSET', K.explanations, signature, explanation)
  end
end

-- Brings what lists choose and sort by in line with the counts. `risk`: mean severity, halved where no run failed. A
-- pattern without any sighting keeps the times and the explanation that it showed.
local function refresh_pattern(signature)
  local record = find_pattern(signature)
  if not record then
    return
  end
  local owner = owner_of(record)
  local sums = totals(owner)
  local runs, failed, usd, severity = sums[1], sums[2], sums[3], sums[8]
  local before = tonumber(redis.call('ZSCORE', K.byRuns, signature) or 0)
  change_lesson_runs(lesson_of(signature), runs - before)
  if runs > 0 then
    redis.call('ZADD', K.byRuns, runs, signature)
    redis.call('ZADD', K.byCost, usd, signature)
    redis.call('ZADD', K.byRisk, severity / severity_unit / runs * (1 + failed / runs) / 2, signature)
  else
    redis.call('ZREM', K.byRuns, signature)
    redis.call('ZREM', K.byCost, signature)
    redis.call('ZREM', K.byRisk, signature)
  end
  show_times(signature, record, owner, runs)
  show_explanation(signature, owner)
end
