#!flags=no-writes
-- hour-runs: runs of patterns in two ranges of hours: [from, between) and [between, to).
--   needs: numbers counts
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, from, between, to (numbers of hours), number of a pattern ...
-- Answers {runs in the first, runs in the second} of each pattern, one after another.

local from, between, to = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local first_key, last_key = math.floor(from / buckets_per_key.h), math.floor(to / buckets_per_key.h)
local answer = {}
for index = 5, #ARGV do
  local earlier, later = 0, 0
  for period = first_key, last_key do
    local fields = redis.call('HGETALL', ARGV[1] .. 'p:' .. ARGV[index] .. ':h:' .. whole(period))
    for at = 1, #fields, 2 do
      local hour = tonumber(fields[at])
      local runs = tonumber(string.match(fields[at + 1], '^%d+'))
      if hour >= from and hour < between then
        earlier = earlier + runs
      elseif hour >= between and hour < to then
        later = later + runs
      end
    end
  end
  answer[#answer + 1] = earlier
  answer[#answer + 1] = later
end
return answer
