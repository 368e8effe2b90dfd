#!lua
-- append: adds one chunk of facts to each of some traces of one partition, and says when each is due.
-- KEYS: 1 due, 2 expiry, 3 tallies, 4 acked, 5 tallies of the tenant that a loss is counted for; then per chunk: tallies of
--       its tenant, trace, chunks
-- ARGV: 1 received ms, 2 settle ms, 3 idle ms, 4 longest open ms, 5 late window ms, 6 spans at most, 7 bytes at most,
--       8 word of the process, 9 chunks that it was told are kept here, 10 all of them of that tenant (0 or 1), 11 processes
--       that are remembered; then per chunk: ref, tenant, trace id, digest, root ended (0 or 1), facts sent,
--       body, facts, spans, bytes, facts known (what of it is kept, and how many of the others are there already),
--       fitted to (number of chunks that the body was fitted beside; empty when it is the chunk as it was sent)
-- Answers how many chunks of the process are kept here, then per chunk {kind, opened, n, ...}:
--   {'kept', opened, cut}; {'late', opened, late}; nothing was kept of this one, fit it beside what is there:
--   {'full', opened, chunks, spans, bytes, cut}
-- Guarantees that a chunk which is there already changes nothing and answers what it answered first; it opens
-- its trace only once. Chunks that the process was told are kept, and that are not, are counted as lost rows, once.
local due, expiry, tallies = KEYS[1], KEYS[2], KEYS[3]
local received, settle, idle = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local longest, window = tonumber(ARGV[4]), tonumber(ARGV[5])
local spansMax, bytesMax = tonumber(ARGV[6]), tonumber(ARGV[7])
local acked, lostShare, writer, told = KEYS[4], KEYS[5], ARGV[8], tonumber(ARGV[9])
local ofOneTenant, writersMax = ARGV[10] == '1', tonumber(ARGV[11])
local keysBefore, argsBefore, argsEach = 5, 11, 12

local function count(share, name, by)
  if by ~= 0 then
    redis.call('HINCRBY', tallies, name, by)
    redis.call('HINCRBY', share, name, by)
  end
end

local function read(key)
  local names = { 'state', 'due', 'wanted', 'leased', 'chunks', 'spans', 'facts', 'bytes', 'cut', 'rootEnded',
    'expired', 'opened', 'last', 'committed', 'refused' }
  local values = redis.call('HMGET', key, unpack(names))
  local trace = {}
  for i, name in ipairs(names) do trace[name] = values[i] end
  for _, name in ipairs({ 'chunks', 'spans', 'facts', 'bytes', 'cut', 'opened', 'last', 'committed' }) do
    trace[name] = tonumber(trace[name] or 0)
  end
  return trace
end

local function isLate(trace)
  if trace.expired == '1' then return true end
  return trace.state == 'settled' and trace.committed > 0 and trace.committed + window <= received
end

local function schedule(chunk, trace, rootEnded)
  local opened = trace.state == 'settled' and received or trace.opened
  local wanted = math.min(received + (rootEnded and settle or idle), opened + longest)
  local score = tonumber(redis.call('ZSCORE', due, chunk.ref) or 0)
  local leased = trace.leased == '1' and score > received
  redis.call('HSET', chunk.trace, 'wanted', wanted, 'rootEnded', rootEnded and 1 or 0, 'opened', opened,
    'last', math.max(received, trace.last))
  if trace.state == 'quarantined' then return end
  if trace.state ~= 'open' then
    count(chunk.share, trace.state, -1)
    count(chunk.share, 'open', 1)
    redis.call('HSET', chunk.trace, 'state', 'open')
    redis.call('HDEL', chunk.trace, 'noRun')
  end
  if not leased then redis.call('ZADD', due, wanted, chunk.ref) end
end

-- Of too many processes the one goes that was not heard of for longest: what it was told is not known any more.
local function forgetWriter()
  local oldest, oldestMs
  local writers = redis.call('HGETALL', acked)
  for i = 1, #writers, 2 do
    local ms = tonumber(string.match(writers[i + 1], ',(%d+)$'))
    if not oldestMs or ms < oldestMs then oldest, oldestMs = writers[i], ms end
  end
  redis.call('HDEL', acked, oldest)
end

-- Answers how many chunks of the process are kept here.
local function keptBefore()
  local seen = redis.call('HGET', acked, writer)
  if not seen and redis.call('HLEN', acked) >= writersMax then
    forgetWriter()
    return told
  end
  local kept = seen and tonumber(string.match(seen, '^%d+')) or 0
  if kept >= told then return kept end
  redis.call('HINCRBY', tallies, 'lostRows', told - kept)
  if ofOneTenant then redis.call('HINCRBY', lostShare, 'lostRows', told - kept) end
  return told
end

local kept = keptBefore()

local function append(chunk)
  local isNew = redis.call('EXISTS', chunk.trace) == 0
  local there = redis.call('HGET', chunk.chunks, chunk.digest)
  if there then
    return { 'kept', 0, tonumber(string.match(there, '^%d+,(%d+);')) }
  end
  local trace = read(chunk.trace)
  if not isNew and isLate(trace) then
    -- Told again at once, as when the answer was lost, it is not counted again.
    if trace.refused ~= chunk.digest then
      redis.call('HSET', chunk.trace, 'refused', chunk.digest)
      count(chunk.share, 'lateFacts', chunk.sent)
    end
    return { 'late', 0, chunk.sent }
  end
  local fits = trace.spans + chunk.spans <= spansMax and trace.bytes + chunk.bytes <= bytesMax
  if chunk.fitted == '' and not fits or chunk.fitted ~= '' and tonumber(chunk.fitted) ~= trace.chunks then
    return { 'full', 0, trace.chunks, trace.spans, trace.bytes, trace.cut }
  end
  local cut = chunk.sent - chunk.facts - chunk.known
  if chunk.facts == 0 and trace.refused == chunk.digest then return { 'kept', 0, cut } end

  if isNew then
    redis.call('HSET', chunk.trace, 'tenant', chunk.tenant, 'id', chunk.id, 'state', 'open', 'first', received)
    trace.state, trace.opened = 'open', received
    count(chunk.share, 'open', 1)
  end
  if chunk.facts > 0 then
    local sequence = trace.chunks + 1
    redis.call('HSET', chunk.chunks, chunk.digest, sequence .. ',' .. cut .. ';' .. chunk.body)
    redis.call('HSET', chunk.trace, 'chunks', sequence, 'spans', trace.spans + chunk.spans,
      'facts', trace.facts + chunk.facts, 'bytes', trace.bytes + chunk.bytes)
    count(chunk.share, 'facts', chunk.facts)
    kept = kept + 1
  elseif not isNew then
    redis.call('HSET', chunk.trace, 'refused', chunk.digest)
  end
  if cut > 0 then
    redis.call('HSET', chunk.trace, 'cut', trace.cut + cut)
    count(chunk.share, 'cutFacts', cut)
  end
  -- A settled trace is judged again for what it has not seen: new facts, or that it is cut at all.
  local isNews = trace.state == 'open' or chunk.facts > 0 or (cut > 0 and trace.cut == 0)
  if isNews then schedule(chunk, trace, trace.rootEnded == '1' or chunk.rootEnded) end
  return { 'kept', isNew and 1 or 0, cut }
end

local answers = {}
for i = 0, (#KEYS - keysBefore) / 3 - 1 do
  local k, a = keysBefore + 3 * i, argsBefore + argsEach * i
  answers[i + 2] = append({
    share = KEYS[k + 1], trace = KEYS[k + 2], chunks = KEYS[k + 3],
    ref = ARGV[a + 1], tenant = ARGV[a + 2], id = ARGV[a + 3], digest = ARGV[a + 4],
    rootEnded = ARGV[a + 5] == '1', sent = tonumber(ARGV[a + 6]), body = ARGV[a + 7], facts = tonumber(ARGV[a + 8]),
    spans = tonumber(ARGV[a + 9]), bytes = tonumber(ARGV[a + 10]), known = tonumber(ARGV[a + 11]),
    fitted = ARGV[a + 12],
  })
end
redis.call('HSET', acked, writer, kept .. ',' .. received)
answers[1] = kept
return answers
