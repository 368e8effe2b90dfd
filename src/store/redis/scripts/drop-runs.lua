#!lua flags=allow-oom
-- drop-runs: drops run records of a trace that is forgotten; those of a trace that is known go with its commits.
-- KEYS: 1 trace, 2 runs
-- ARGV: run ids
-- Answers how many were dropped.
local trace, runs = KEYS[1], KEYS[2]

if redis.call('EXISTS', trace) == 1 then return 0 end
local dropped = 0
for _, run in ipairs(ARGV) do dropped = dropped + redis.call('HDEL', runs, run) end
return dropped
