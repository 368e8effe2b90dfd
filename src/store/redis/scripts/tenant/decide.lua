-- decide: writes a decision, what it does to the lesson's candidate and the events that tell of it.
--   needs: numbers counts breakdowns lessons runs patterns candidates
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, the decision as JSON (tenant/apply-decision.ts)
-- Answers JSON {kind, unused}: `done`; `superseded` when the lesson has changed since; `again` when what the move was
--   chosen on has changed, so that it has to be chosen anew.
-- Guarantee: all of it or nothing. The lesson is clean then, and patterns that were taken back whole are gone.

local decision = cjson.decode(ARGV[2])
local lesson = decision.lesson

local function is_same_lesson()
  local runs = tonumber(redis.call('ZSCORE', K.lessonRuns, lesson) or 0)
  local latest = redis.call('HGET', K.latest, lesson) or ''
  return runs == decision.runs and latest == decision.latest and not redis.call('HGET', K.merges, lesson)
end

local function drop_empty_patterns()
  for _, signature in ipairs(signatures_of(lesson, -1)) do
    if not redis.call('ZSCORE', K.byRuns, signature) then
      drop_pattern(signature)
    end
  end
end

if tonumber(redis.call('HGET', K.versions, lesson) or 0) ~= decision.version then
  return cjson.encode({ kind = 'superseded' })
end
if not is_same_lesson() or (decision.latest ~= '' and not is_as_seen({ decision.latest, decision.latestSha })) then
  return cjson.encode({ kind = 'again' })
end
redis.call('ZREM', K.dirty, lesson)
redis.call('HSET', K.scorecards, lesson, decision.scorecard)
redis.call('HSET', K.verdicts, lesson, decision.verdict)
redis.call('HSET', K.decided, lesson, decision.decided)
for _, move in ipairs(decision.moves) do
  write_move(move)
end
drop_empty_patterns()
return cjson.encode({ kind = 'done', unused = unused })
