#!lua
-- know-sink: a sink that asks is known from then on: events stay until it has confirmed them too.
-- KEYS: sinks (hash of the registry: holder and end of its lease, as JSON, by sink)
-- ARGV: sink
-- Answers 1.

redis.call('HSETNX', KEYS[1], ARGV[1], '')
return 1
