#!lua
-- know-tenant: remembers that there is a tenant of this name.
-- KEYS: 1 tenants
-- ARGV: 1 tenant
-- Answers 1 when it was new, else 0.
return redis.call('SADD', KEYS[1], ARGV[1])
