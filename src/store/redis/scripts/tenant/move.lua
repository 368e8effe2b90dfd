-- move: what happens to candidates apart from decisions: reviews, merges, the end of a snooze or of a lesson.
--   needs: numbers lessons candidates
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, the move as JSON (tenant/move-candidates.ts)
-- Answers 1; 0 when what the move was chosen on has changed, so that it has to be chosen anew.
-- Guarantee: all of it or nothing: state, events, and the lesson that becomes part of another one.

local task = cjson.decode(ARGV[2])

local function all_as_seen()
  for _, seen in ipairs(task.seen) do
    if not is_as_seen(seen) then
      return false
    end
  end
  for _, lesson in ipairs(task.heads) do
    if redis.call('HGET', K.merges, lesson) then
      return false
    end
  end
  return type(task.alive) ~= 'table' or has_patterns(task.alive[1]) == task.alive[2]
end

-- `lesson` and all that was merged into it become part of `head`, which waits for a decision then.
local function merge(lesson, head)
  local merges = redis.call('HGETALL', K.merges)
  for index = 1, #merges, 2 do
    if merges[index + 1] == lesson then
      redis.call('HSET', K.merges, merges[index], head)
    end
  end
  redis.call('HSET', K.merges, lesson, head)
  for _, signature in ipairs(signatures_of(lesson, -1)) do
    redis.call('HSET', K.lessonOf, signature, head)
    redis.call('ZREM', K.members, lesson .. '\0' .. signature)
    redis.call('ZADD', K.members, 0, head .. '\0' .. signature)
  end
  local runs = tonumber(redis.call('ZSCORE', K.lessonRuns, lesson) or 0)
  change_lesson_runs(lesson, -runs)
  change_lesson_runs(head, runs)
  redis.call('ZREM', K.dirty, lesson)
  mark_known_lesson(head)
end

if not all_as_seen() then
  return 0
end
if type(task.merge) == 'table' then
  merge(task.merge[1], task.merge[2])
end
for _, move in ipairs(task.moves) do
  write_move(move)
end
for _, lesson in ipairs(task.mark) do
  mark_known_lesson(lesson)
end
for _, lesson in ipairs(task.settled) do
  redis.call('SREM', K.gone, lesson)
end
return 1
