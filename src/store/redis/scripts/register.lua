#!lua
-- register: says which tool calls a trace leaves open and which it answers that it did not issue, and joins it with the
-- traces on the other side. Which trace continues which is decided here alone, in the slot of the tenant, so that no two
-- joins cross: the head of a join continues nothing itself, and the trace whose call was issued is always the head.
-- KEYS: 1 calls, 2 joins
-- ARGV: 1 trace id, 2 epoch of its claim, 3 first received ms, 4 traces that may continue one,
--       5 number of open calls; then the open calls, then the answered ones
-- Answers {'stale'} when a later claim registered already; {'member', change, head, traces that continue the head};
--   {'head', change, traces that continue this one}. Traces are JSON lists of [trace id, first received, number], oldest
--   first. `change` numbers what was decided: who tells a partition of an older change is not heard there.
-- Guarantees that the same registration answers the same until somebody else's joins it.
-- joins: t:<trace> {e epoch, f first received, n number, c calls}, h:<trace> its head, m:<trace> its continuations,
--   n count of traces, v count of changes
-- calls: <call> {p: traces that issued it, a: traces that answered it}
local calls, joins = KEYS[1], KEYS[2]
local id, epoch, first, membersMax = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local openCount = tonumber(ARGV[5])
local tracesPerCall = 64

local function get(kind, trace)
  local text = redis.call('HGET', joins, kind .. trace)
  return text and cjson.decode(text) or nil
end
local function set(kind, trace, value)
  if next(value) == nil then redis.call('HDEL', joins, kind .. trace)
  else redis.call('HSET', joins, kind .. trace, cjson.encode(value)) end
end
local function headOf(trace) return redis.call('HGET', joins, 'h:' .. trace) or nil end
local function membersOf(trace) return get('m:', trace) or {} end

local function change(call, side, trace, add)
  local text = redis.call('HGET', calls, call)
  local traces = text and cjson.decode(text) or {}
  local kept = {}
  for _, other in ipairs(traces[side] or {}) do if other ~= trace then kept[#kept + 1] = other end end
  if add and #kept < tracesPerCall then kept[#kept + 1] = trace end
  traces[side] = #kept > 0 and kept or nil
  if next(traces) == nil then redis.call('HDEL', calls, call)
  else redis.call('HSET', calls, call, cjson.encode(traces)) end
end

local function clear(trace)
  local known = get('t:', trace)
  if not known then return end
  for _, call in ipairs(known.c) do change(string.sub(call, 2), string.sub(call, 1, 1), trace, false) end
  known.c = {}
  set('t:', trace, known)
end

local function oldestFirst(traces)
  local list = {}
  for trace in pairs(traces) do
    local known = get('t:', trace) or { f = 0, n = 0 }
    list[#list + 1] = { trace, known.f, known.n }
  end
  table.sort(list, function(a, b)
    if a[2] ~= b[2] then return a[2] < b[2] end
    return a[3] < b[3]
  end)
  return list
end

local function listed(head)
  local traces = {}
  for _, trace in ipairs(membersOf(head)) do traces[trace] = true end
  local list = oldestFirst(traces)
  return #list == 0 and '' or cjson.encode(list)
end

local function join(head, member)
  if head == member or headOf(head) or headOf(member) then return false end
  local group, own = membersOf(head), membersOf(member)
  if #group + #own + 1 > membersMax then return false end
  for _, trace in ipairs(own) do
    redis.call('HSET', joins, 'h:' .. trace, head)
    group[#group + 1] = trace
  end
  group[#group + 1] = member
  set('m:', head, group)
  set('m:', member, {})
  redis.call('HSET', joins, 'h:' .. member, head)
  redis.call('HINCRBY', joins, 'v', 1)
  clear(member)
  return true
end

local function headsOn(side, from, to)
  local heads = {}
  for i = from, to do
    local text = redis.call('HGET', calls, ARGV[i])
    for _, other in ipairs(text and cjson.decode(text)[side] or {}) do
      local head = headOf(other) or other
      if other ~= id and head ~= id then heads[head] = true end
    end
  end
  return oldestFirst(heads)
end

local function told(kind, ...) return { kind, tonumber(redis.call('HGET', joins, 'v') or 0), ... } end

local head = headOf(id)
if head then return told('member', head, listed(head)) end
local known = get('t:', id)
if known and known.f == first and known.e > epoch then return { 'stale' } end

clear(id)
local list = {}
for i = 6, #ARGV do
  local side = i < 6 + openCount and 'p' or 'a'
  list[#list + 1] = side .. ARGV[i]
  change(ARGV[i], side, id, true)
end
local number = known and known.n or redis.call('HINCRBY', joins, 'n', 1)
redis.call('HSET', joins, 't:' .. id, cjson.encode({ e = epoch, f = first, n = number, c = list }))

for _, issuer in ipairs(headsOn('p', 6 + openCount, #ARGV)) do
  if join(issuer[1], id) then return told('member', issuer[1], listed(issuer[1])) end
end
for _, waiter in ipairs(headsOn('a', 6, 5 + openCount)) do join(id, waiter[1]) end
return told('head', listed(id))
