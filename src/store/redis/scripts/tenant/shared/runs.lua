-- The index of run records, and which of them outlive their trace because a pattern shows them.

-- {trace id, agent, outcome, counted at, key of the agent}
local function run_entry(run_id)
  local text = redis.call('HGET', K.runs, run_id)
  return text and cjson.decode(text) or nil
end

local function drop_run(run_id, entry)
  redis.call('HDEL', K.runs, run_id)
  redis.call('HDEL', K.runReferences, run_id)
  redis.call('ZREM', K.runsByTime, run_id)
  redis.call('ZREM', prefix .. 'ra:' .. entry[5], run_id)
  redis.call('ZREM', prefix .. 'ro:' .. entry[3], run_id)
end

local function keep_run(run_id, entry)
  local known = run_entry(run_id)
  if known then
    drop_run(run_id, known)
  end
  redis.call('HSET', K.runs, run_id, cjson.encode(entry))
  redis.call('ZADD', K.runsByTime, entry[4], run_id)
  redis.call('ZADD', prefix .. 'ra:' .. entry[5], entry[4], run_id)
  redis.call('ZADD', prefix .. 'ro:' .. entry[3], entry[4], run_id)
end

-- Run records that nothing refers to any more: {trace id, run id}.
local unused = {}

-- A pattern no longer shows a run that outlived its trace.
local function release_run(run_id)
  if redis.call('HEXISTS', K.runReferences, run_id) == 0 then
    return
  end
  if redis.call('HINCRBY', K.runReferences, run_id, -1) > 0 then
    return
  end
  redis.call('HDEL', K.runReferences, run_id)
  local entry = run_entry(run_id)
  if entry then
    drop_run(run_id, entry)
    unused[#unused + 1] = { entry[1], run_id }
  end
end
