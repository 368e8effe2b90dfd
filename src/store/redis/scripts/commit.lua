#!lua
-- commit: records what the analysis of a claimed trace gave: replaces its ledger and the run records that go with it, writes
-- the rows that change the tenant's counts by the difference, and settles the trace, unless chunks came that the analysis
-- has not seen. Records that outlived an earlier ledger of the trace, as exemplars, stay.
-- KEYS: 1 due, 2 expiry, 3 unapplied, 4 tallies, 5 tallies of the tenant, 6 rows, 7 trace, 8 chunks, 9 ledger, 10 runs
-- ARGV: 1 ref, 2 tenant, 3 epoch, 4 version of the ledger that the difference was made from, 5 head that was seen,
--       6 digest of the commit, 7 now ms, 8 analyzed up to this chunk, 9 next housekeeping ms, 10 why it is no run,
--       11 head from now on, 12 traces that continue it (JSON) as of the change of argument 20, 13 due again at once (0 or 1),
--       14 drop the facts that were seen (0 or 1), 15 has open calls (0 or 1), 16 ledger, 17 number of rows,
--       18 number of run records, 19 answer, as far as it is known already,
--       20 number of the change in the tenant's joins that head and continuations are from (empty: they stay),
--       21 number of runs of the ledger that was seen; then the rows; then run id and record of each run; then the ids of the
--       runs of the ledger that was seen
-- Answers {'committed', number of the last row, rows that waited before}, {'repeated', answer} when this very commit was
-- recorded before, {'changed'} when the ledger or the head is another than was seen, or {'stale'} when the lease was
-- lost. Only the first one changes anything.
-- Guarantees that ledger, rows, run records and schedule change together.
local due, expiry, unapplied, tallies, share = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local rows, trace, chunks, ledger, runs = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local ref, tenant, epoch, version, headSeen, digest = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local now, upTo, housekeeping, noRun, head = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]), ARGV[10], ARGV[11]
local members, again, dropSeen, hasCalls, body = ARGV[12], ARGV[13] == '1', ARGV[14] == '1', ARGV[15], ARGV[16]
local rowCount, runCount, answer = tonumber(ARGV[17]), tonumber(ARGV[18]), ARGV[19]
local change, seenCount = tonumber(ARGV[20]), tonumber(ARGV[21])
local argsBefore = 21

local epochNow, leased, versionNow, headNow, againNow, chunksNow, facts, wanted, joined = unpack(redis.call('HMGET', trace,
  'epoch', 'leased', 'version', 'head', 'again', 'chunks', 'facts', 'wanted', 'joined'))
if epochNow ~= epoch then return { 'stale' } end
if leased ~= '1' then
  local last, by, answered = unpack(redis.call('HMGET', ledger, 'digest', 'epoch', 'answer'))
  if last == digest and by == epoch then return { 'repeated', answered } end
  return { 'stale' }
end
if (versionNow or '0') ~= version or (headNow or '') ~= headSeen then return { 'changed' } end

local function count(name, by)
  if by ~= 0 then
    redis.call('HINCRBY', tallies, name, by)
    redis.call('HINCRBY', share, name, by)
  end
end

local seenAll = tonumber(chunksNow or 0) <= upTo
local unseen = not seenAll or again or againNow == '1'
local due_at = again and now or tonumber(wanted)
redis.call('HSET', trace, 'leased', 0, 'again', 0, 'attempts', 0, 'analyzed', math.min(upTo, tonumber(chunksNow or 0)),
  'committed', now, 'version', tonumber(version) + 1, 'calls', hasCalls)
redis.call('HDEL', trace, 'failure', 'by', 'refused')
local changes = { noRun = noRun }
if change and change >= tonumber(joined or 0) then
  changes.head, changes.members = head, members
  redis.call('HSET', trace, 'joined', change)
end
for name, value in pairs(changes) do
  if value == '' then redis.call('HDEL', trace, name) else redis.call('HSET', trace, name, value) end
end
redis.call('ZADD', expiry, housekeeping, ref)
if unseen then
  redis.call('HSET', trace, 'wanted', due_at, 'opened', now)
  redis.call('ZADD', due, due_at, ref)
else
  redis.call('HSET', trace, 'state', 'settled')
  redis.call('ZREM', due, ref)
  count('open', -1)
  count('settled', 1)
end
if dropSeen and seenAll then
  redis.call('DEL', chunks)
  redis.call('HSET', trace, 'facts', 0, 'spans', 0, 'bytes', 0)
  count('facts', 0 - tonumber(facts or 0))
end

redis.call('HSET', ledger, 'body', body, 'digest', digest, 'epoch', epoch, 'answer', answer)
local at = argsBefore + rowCount
for i = 1, seenCount do redis.call('HDEL', runs, ARGV[at + 2 * runCount + i]) end
for i = 1, runCount do redis.call('HSET', runs, ARGV[at + 2 * i - 1], ARGV[at + 2 * i]) end
redis.call('PERSIST', runs)

local waiting = redis.call('LLEN', rows)
local last = tonumber(redis.call('HGET', share, 'row') or 0)
for i = 1, rowCount do
  last = last + 1
  redis.call('RPUSH', rows, last .. ' ' .. ARGV[argsBefore + i])
end
if rowCount > 0 then
  redis.call('HSET', share, 'row', last)
  redis.call('SADD', unapplied, tenant)
end
return { 'committed', last, waiting }
