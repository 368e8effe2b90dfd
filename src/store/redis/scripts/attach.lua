#!lua
-- attach: makes a trace a continuation of another one: what it contributed is taken back through rows, its run records go.
-- KEYS: 1 unapplied, 2 tallies of the tenant, 3 rows, 4 trace, 5 ledger, 6 runs
-- ARGV: 1 tenant, 2 head, 3 version of the ledger that the rows were made from, 4 empty ledger, 5 number of the change in the
--       tenant's joins that says so, 6 number of rows; then the rows
-- Answers {'attached', number of the last row, rows that waited before}, also when it was before or a
-- later change said otherwise; {'closed'} when its facts
-- are gone or it is quarantined; {'gone'} when it is not known; {'changed'} when the ledger is another than was seen.
local unapplied, share, rows, trace, ledger, runs = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local tenant, head, version, empty = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local change, rowCount = tonumber(ARGV[5]), tonumber(ARGV[6])

local state, expired, headNow, versionNow, joined = unpack(redis.call('HMGET', trace,
  'state', 'expired', 'head', 'version', 'joined'))
if not state then return { 'gone' } end
if tonumber(joined or 0) > change or (headNow == head and rowCount == 0) then return { 'attached', 0, 0 } end
if not headNow and (expired == '1' or state == 'quarantined') then return { 'closed' } end
if (versionNow or '0') ~= version then return { 'changed' } end

redis.call('HSET', trace, 'head', head, 'noRun', 'continuation', 'version', tonumber(version) + 1, 'calls', 0,
  'joined', change)
redis.call('HDEL', trace, 'members')
redis.call('HSET', ledger, 'body', empty)
redis.call('DEL', runs)
local waiting = redis.call('LLEN', rows)
local last = tonumber(redis.call('HGET', share, 'row') or 0)
for i = 1, rowCount do
  last = last + 1
  redis.call('RPUSH', rows, last .. ' ' .. ARGV[6 + i])
end
if rowCount > 0 then
  redis.call('HSET', share, 'row', last)
  redis.call('SADD', unapplied, tenant)
end
return { 'attached', last, waiting }
