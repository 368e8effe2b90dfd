#!lua
-- write: runs commands on keys of one slot, in one step. Each may be run again: it changes nothing then.
-- KEYS: 1 a key of the slot
-- ARGV: of each command how many words it has, then its words. Beside those of Redis there are:
--   CARRY key run signature: adds a pattern to those that a run of a trace is counted in (apply.lua)
--   FREEZE key member ms references run: a sighting that can no longer be taken back, which its run outlives its trace for
--   CALL key call side trace: a trace issued (p) or answered (a) a call (register.lua)
--   LATEST key sequences lesson sequence id: the lesson's last candidate, when it has this sequence
--   RAISE key field number: never goes back
--   EVENT key sequence ms body
--   OUTLIVE key trace seconds: a key that goes after so long, when the trace is no more
-- Answers 1.
local own = {}

local function with(list, value)
  for _, other in ipairs(list) do if other == value then return list end end
  list[#list + 1] = value
  return list
end

function own.CARRY(key, run, signature)
  local known = redis.call('HGET', key, run)
  redis.call('HSET', key, run, cjson.encode(with(known and cjson.decode(known) or {}, signature)))
end

function own.FREEZE(key, member, ms, references, run)
  if redis.call('ZADD', key, ms, member) == 1 then redis.call('HINCRBY', references, run, 1) end
end

function own.CALL(key, call, side, trace)
  local known = redis.call('HGET', key, call)
  local traces = known and cjson.decode(known) or {}
  traces[side] = with(traces[side] or {}, trace)
  redis.call('HSET', key, call, cjson.encode(traces))
end

function own.LATEST(key, sequences, lesson, sequence, id)
  if redis.call('HGET', sequences, lesson) == sequence then redis.call('HSET', key, lesson, id) end
end

function own.RAISE(key, field, number)
  if tonumber(number) > tonumber(redis.call('HGET', key, field) or 0) then redis.call('HSET', key, field, number) end
end

function own.EVENT(key, sequence, ms, body)
  local id = sequence .. '-0'
  if #redis.call('XRANGE', key, id, id) == 0 then redis.call('XADD', key, id, 't', ms, 'b', body) end
end

function own.OUTLIVE(key, trace, seconds)
  if redis.call('EXISTS', trace) == 0 then redis.call('EXPIRE', key, seconds) end
end

local at = 1
while at <= #ARGV do
  local last = at + tonumber(ARGV[at])
  local name = ARGV[at + 1]
  if own[name] then own[name](unpack(ARGV, at + 2, last))
  else redis.call(unpack(ARGV, at + 1, last)) end
  at = last + 1
end
return 1
