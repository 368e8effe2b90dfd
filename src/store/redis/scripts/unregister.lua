#!lua flags=allow-oom
-- unregister: takes back what a trace has registered (register.lua).
-- KEYS: 1 calls, 2 joins
-- ARGV: 1 trace id, 2 what: 'calls' its calls, so that nobody joins it any more; 'all' its joins as well, as it is forgotten;
--       'leave' it continues nobody any more; 3 with 'leave': the head that it leaves
-- Answers 'done', also when there was nothing.
local calls, joins = KEYS[1], KEYS[2]
local id, what, left = ARGV[1], ARGV[2], ARGV[3]

local function list(kind, trace)
  local text = redis.call('HGET', joins, kind .. trace)
  return text and cjson.decode(text) or nil
end

local function without(traces, trace)
  local kept = {}
  for _, other in ipairs(traces or {}) do if other ~= trace then kept[#kept + 1] = other end end
  return kept
end

local function clear(trace)
  local known = list('t:', trace)
  if not known then return end
  for _, named in ipairs(known.c) do
    local call, side = string.sub(named, 2), string.sub(named, 1, 1)
    local text = redis.call('HGET', calls, call)
    local traces = text and cjson.decode(text) or {}
    local kept = without(traces[side], trace)
    traces[side] = #kept > 0 and kept or nil
    if next(traces) == nil then redis.call('HDEL', calls, call)
    else redis.call('HSET', calls, call, cjson.encode(traces)) end
  end
  known.c = {}
  redis.call('HSET', joins, 't:' .. trace, cjson.encode(known))
end

local function leave(trace)
  local head = redis.call('HGET', joins, 'h:' .. trace)
  if not head then return end
  redis.call('HDEL', joins, 'h:' .. trace)
  redis.call('HINCRBY', joins, 'v', 1)
  local members = without(list('m:', head), trace)
  if #members == 0 then redis.call('HDEL', joins, 'm:' .. head)
  else redis.call('HSET', joins, 'm:' .. head, cjson.encode(members)) end
end

if what == 'leave' then
  if redis.call('HGET', joins, 'h:' .. id) == left then leave(id) end
  return 'done'
end
clear(id)
if what == 'all' then
  leave(id)
  for _, member in ipairs(list('m:', id) or {}) do redis.call('HDEL', joins, 'h:' .. member) end
  redis.call('HDEL', joins, 't:' .. id, 'm:' .. id)
end
return 'done'
