-- refresh-pattern: brings what lists choose and sort by in line with what was imported of a pattern.
--   needs: numbers counts breakdowns lessons runs patterns
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, signature
-- Answers 1. Asked again, it changes nothing.
refresh_pattern(ARGV[2])
return 1
