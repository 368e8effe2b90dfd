#!lua
-- catch-up: of a partition that fell back to an older copy of itself, as its numbers say: rows that were applied are gone
-- from it, with their numbers. Rows that wait get numbers beyond those, so that they are counted, and so do later ones.
-- KEYS: 1 tallies, 2 tallies of the tenant, 3 rows
-- ARGV: 1 number of the last row that the tenant's slot applied, 2 number of a row that waits and is another one than was
--       applied under it ('' of none)
-- Answers how many rows the partition had lost, at least; 0 when it fell behind nothing, and nothing is changed.
local tallies, share, rows = KEYS[1], KEYS[2], KEYS[3]
local mark, other = tonumber(ARGV[1]), tonumber(ARGV[2])

local last = tonumber(redis.call('HGET', share, 'row') or 0)
local waiting = redis.call('LRANGE', rows, 0, -1)
local first = waiting[1] and tonumber(string.match(waiting[1], '^%d+')) or last + 1
local isOther = other == mark and first <= mark and last >= mark
if last >= mark and not isOther then return 0 end

local lost = math.max(1, mark - first + 1)
redis.call('DEL', rows)
for i, row in ipairs(waiting) do
  redis.call('RPUSH', rows, (mark + i) .. string.sub(row, (string.find(row, ' ', 1, true))))
end
redis.call('HSET', share, 'row', mark + #waiting)
redis.call('HINCRBY', tallies, 'lostRows', lost)
redis.call('HINCRBY', share, 'lostRows', lost)
return lost
