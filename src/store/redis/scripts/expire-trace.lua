#!lua flags=allow-oom
-- expire-trace: forgets a trace that is past the dedupe horizon, with its ledger. What it was counted for stays counted; a
-- row tells the tenant's slot, which says which run records may go; until then, and no longer than day buckets reach, they
-- stay.
-- KEYS: 1 expiry, 2 unapplied, 3 tallies, 4 tallies of the tenant, 5 rows, 6 trace, 7 chunks, 8 ledger, 9 runs
-- ARGV: 1 ref, 2 tenant, 3 until ms: received and committed last, 4 reach of day buckets in seconds, 5 number of rows; then
--       the rows
-- Answers {'forgotten', number of the last row, rows that waited before} or {'kept'} when it is not past the horizon.
local expiry, unapplied, tallies, share, rows = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local trace, chunks, ledger, runs = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local ref, tenant, untilMs, reach, rowCount = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local state, committed, last, facts = unpack(redis.call('HMGET', trace, 'state', 'committed', 'last', 'facts'))
if not state or state == 'open' then
  redis.call('ZREM', expiry, ref)
  return { 'kept' }
end
if tonumber(committed or 0) > untilMs or tonumber(last or 0) > untilMs then return { 'kept' } end

redis.call('ZREM', expiry, ref)
redis.call('DEL', trace, chunks, ledger)
redis.call('EXPIRE', runs, reach)
for _, key in ipairs({ tallies, share }) do
  redis.call('HINCRBY', key, state, -1)
  redis.call('HINCRBY', key, 'facts', 0 - tonumber(facts or 0))
end
local waiting = redis.call('LLEN', rows)
local number = tonumber(redis.call('HGET', share, 'row') or 0)
for i = 1, rowCount do
  number = number + 1
  redis.call('RPUSH', rows, number .. ' ' .. ARGV[5 + i])
end
if rowCount > 0 then
  redis.call('HSET', share, 'row', number)
  redis.call('SADD', unapplied, tenant)
end
return { 'forgotten', number, waiting }
