-- Lessons: which signatures are in one, its version, and whether it waits for a decision.

local function head_of(lesson)
  return redis.call('HGET', K.merges, lesson) or lesson
end

local function signatures_of(lesson, most)
  local found = redis.call('ZRANGEBYLEX', K.members, '[' .. lesson .. '\0', '(' .. lesson .. '\1', 'LIMIT', 0, most)
  local signatures = {}
  for index, member in ipairs(found) do
    signatures[index] = string.sub(member, #lesson + 2)
  end
  return signatures
end

local function has_patterns(lesson)
  return #signatures_of(lesson, 1) > 0
end

-- Its counts changed: the version grows, and it waits in the place it already has. Versions are numbers of changes of the
-- whole tenant, so a lesson that was dropped and came back never has an old one again.
local function mark_lesson(lesson)
  local change = redis.call('HINCRBY', K.meta, 'changes', 1)
  redis.call('HSET', K.versions, lesson, change)
  redis.call('ZADD', K.dirty, 'NX', change, lesson)
end

-- A lesson without patterns is gone: there is nothing to decide on.
local function mark_known_lesson(lesson)
  if has_patterns(lesson) then
    mark_lesson(lesson)
  end
end

local function change_lesson_runs(lesson, by)
  if by == 0 then
    return
  end
  local runs = redis.call('ZINCRBY', K.lessonRuns, by, lesson)
  if tonumber(runs) <= 0 then
    redis.call('ZREM', K.lessonRuns, lesson)
  end
end

-- Of a lesson that lost a pattern: when it was the last one nothing is left to decide on, and of one that never had a
-- candidate nothing is left to know. One that had may have to close it (scripts/tenant/move.lua).
local function forget_when_empty(lesson)
  if has_patterns(lesson) then
    return
  end
  redis.call('ZREM', K.dirty, lesson)
  if redis.call('HEXISTS', K.sequences, lesson) == 1 then
    redis.call('SADD', K.gone, lesson)
    return
  end
  redis.call('HDEL', K.versions, lesson)
  redis.call('HDEL', K.scorecards, lesson)
  redis.call('HDEL', K.verdicts, lesson)
  redis.call('HDEL', K.decided, lesson)
end
