#!lua flags=allow-oom
-- applied: drops rows that the tenant's slot has applied, and remembers what their commit answered.
-- KEYS: 1 unapplied, 2 rows, 3 ledger
-- ARGV: 1 tenant, 2 number of the last row applied, 3 epoch of the commit ('' of none), 4 its answer
-- Answers the number of rows that still wait.
local unapplied, rows, ledger = KEYS[1], KEYS[2], KEYS[3]
local tenant, upTo, epoch, answer = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]

while true do
  local first = redis.call('LINDEX', rows, 0)
  if not first or tonumber(string.match(first, '^%d+')) > upTo then break end
  redis.call('LPOP', rows)
end
local waiting = redis.call('LLEN', rows)
if waiting == 0 then redis.call('SREM', unapplied, tenant) end
if epoch ~= '' and redis.call('HGET', ledger, 'epoch') == epoch then redis.call('HSET', ledger, 'answer', answer) end
return waiting
