-- forget-lesson: a lesson that waits for a decision and has no patterns waits no longer: nothing is left to decide on.
--   needs: numbers lessons
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, lesson
-- Answers 1 when it is gone, 0 when there are patterns of it.

if has_patterns(ARGV[2]) then
  return 0
end
redis.call('ZREM', K.dirty, ARGV[2])
return 1
