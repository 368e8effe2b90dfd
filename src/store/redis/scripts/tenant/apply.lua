-- apply: counts one row of a partition, once.
--   needs: numbers counts breakdowns lessons runs patterns agents baselines
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, partition, number of the row, earliest number that the partition still has, most patterns, most subjects
--   of a baseline per hour, sightings that outlive their ledgers, digest of the row, the change
--   (tenant/change.ts) as JSON
-- Answers JSON {mark, lessons, unused, woke}; `behind` instead of lessons when a row before this one is still to come;
--   `other` when a row of this number was applied that was another one. `woke`: no lesson waited before, and some do now.
-- Guarantee: a row at or under the partition's mark changes nothing. Every effect and the mark are one step; a row that
-- can never come any more is counted as lost. A sighting that is counted is not counted again.

local partition, number, earliest = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local patterns_max, subjects_max = tonumber(ARGV[5]), tonumber(ARGV[6])
local frozen_max = tonumber(ARGV[7])
local mark = tonumber(redis.call('HGET', K.marks, partition) or 0)
local digest = ARGV[8]
if number <= mark then
  local last = number == mark and redis.call('HGET', K.marks, partition .. ':is')
  return cjson.encode({ mark = mark, other = last and last ~= digest or nil })
end
if number > mark + 1 and earliest <= mark + 1 then
  return cjson.encode({ mark = mark, behind = true })
end
local change = cjson.decode(ARGV[9])
local nobody_waited = redis.call('ZCARD', K.dirty) == 0

-- Which patterns the runs of the trace are counted in: what becomes of them when the trace is forgotten.
local carried = prefix .. 'c:' .. change.traceKey
local carried_kept_ms = 5184000000

local function carried_in(run)
  return cjson.decode(redis.call('HGET', carried, run) or '[]')
end

local function carry(run, signature)
  local signatures = carried_in(run)
  signatures[#signatures + 1] = signature
  redis.call('HSET', carried, run, cjson.encode(signatures))
end

local function uncarry(run, signature)
  local left = {}
  for _, other in ipairs(carried_in(run)) do
    if other ~= signature then
      left[#left + 1] = other
    end
  end
  if #left > 0 then
    redis.call('HSET', carried, run, cjson.encode(left))
  else
    redis.call('HDEL', carried, run)
  end
end

local changed = {}

local function take(seen)
  local record = find_pattern(seen.signature)
  uncarry(seen.run, seen.signature)
  if not record or not take_sighting(record, seen) then
    count_overflow(-1)
    return
  end
  changed[seen.signature] = lesson_of(seen.signature)
end

local function add(seen)
  local record = place_pattern(seen, patterns_max)
  if not record then
    count_overflow(1)
    return
  end
  if redis.call('ZSCORE', owner_of(record) .. 'sg', seen.member) then
    return
  end
  add_sighting(record, seen)
  carry(seen.run, seen.signature)
  changed[seen.signature] = lesson_of(seen.signature)
  if totals(owner_of(record))[1] > 1 then
    redis.call('ZREM', K.fleeting, seen.signature)
  end
end

-- A pattern that this very row made may have given way to another one of it.
local function mark_changed()
  local lessons, seen = {}, {}
  for signature, lesson in pairs(changed) do
    refresh_pattern(signature)
    if not seen[lesson] then
      seen[lesson] = true
      lessons[#lessons + 1] = lesson
    end
  end
  table.sort(lessons)
  for _, lesson in ipairs(lessons) do
    mark_known_lesson(lesson)
  end
  return lessons
end

local function replace_runs()
  for _, run in ipairs(change.runs.gone) do
    local entry = run_entry(run)
    if entry and entry[1] == change.traceId then
      drop_run(run, entry)
    end
  end
  for _, run in ipairs(change.runs.come) do
    keep_run(run[1], { change.traceId, run[2], run[3], run[4], run[5] })
  end
end

-- Of the sightings that can no longer be taken back a pattern keeps its latest, and the first and last time.
local function freeze(run, signature)
  local record = find_pattern(signature)
  if not record then
    return
  end
  local owner, member = owner_of(record), run .. ' ' .. change.trace
  local ms = tonumber(redis.call('ZSCORE', owner .. 'sg', member))
  if not ms then
    return
  end
  redis.call('ZREM', owner .. 'sg', member)
  redis.call('ZADD', owner .. 'fz', ms, member)
  redis.call('HINCRBY', K.runReferences, run, 1)
  record.frozenFirst = math.min(record.frozenFirst or ms, ms)
  record.frozenLast = math.max(record.frozenLast or ms, ms)
  redis.call('HSET', K.patterns, signature, cjson.encode(record))
  for _, older in ipairs(redis.call('ZREVRANGE', owner .. 'fz', frozen_max, -1)) do
    redis.call('ZREM', owner .. 'fz', older)
    redis.call('HDEL', owner .. 'ex', older)
    release_run(run_of(older))
  end
end

local function forget_runs()
  for _, run in ipairs(change.runs.gone) do
    for _, signature in ipairs(carried_in(run)) do
      freeze(run, signature)
    end
    redis.call('HDEL', carried, run)
    local entry = run_entry(run)
    if entry and entry[1] == change.traceId and redis.call('HEXISTS', K.runReferences, run) == 0 then
      drop_run(run, entry)
      unused[#unused + 1] = { entry[1], run }
    end
  end
end

if number > mark + 1 then
  redis.call('HINCRBY', K.meta, 'lostRows', number - mark - 1)
end
for _, run in ipairs(change.agentRuns.gone) do
  take_agent_run(run)
end
for _, run in ipairs(change.agentRuns.come) do
  add_agent_run(run)
end
for _, seen in ipairs(change.sightings.gone) do
  take(seen)
end
for _, seen in ipairs(change.sightings.come) do
  add(seen)
end
local lessons = mark_changed()
for _, feed in ipairs(change.feeds) do
  feed_run(feed, subjects_max)
end
if change.forgotten then
  forget_runs()
else
  replace_runs()
end
redis.call('PEXPIRE', carried, carried_kept_ms)
redis.call('HSET', K.marks, partition, number, partition .. ':is', digest)
local woke = nobody_waited and redis.call('ZCARD', K.dirty) > 0
return cjson.encode({ mark = number, lessons = lessons, unused = unused, woke = woke })
