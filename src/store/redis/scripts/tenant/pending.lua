#!flags=no-writes
-- pending: the events that a sink has not confirmed and that were not set aside for it, oldest first.
--   needs: numbers letters
-- KEYS: the slot (tenant/tenant-keys.ts)
-- ARGV: prefix, sink, most
-- Answers {number of revived ones among them, sequence, body, sequence, body, ...}.

local sink, most = ARGV[2], tonumber(ARGV[3])
local batch = 64
local found, revived = {}, 0

for _, letter in ipairs(letters_in(K.revived, sink)) do
  local sequence = sequence_of(letter)
  local event = events_after(sequence - 1, 1)[1]
  if sequence <= confirmed_by(sink) and event and event[1] == sequence then
    found[#found + 1] = event
  end
  revived = revived + 1
end

local fresh, last = 0, confirmed_by(sink)
while fresh < most do
  local events = events_after(last, batch)
  for _, event in ipairs(events) do
    last = event[1]
    if fresh < most and not is_dead(last, sink) then
      fresh = fresh + 1
      found[#found + 1] = event
    end
  end
  if #events < batch then
    break
  end
end

local answer = { revived }
for index = 1, math.min(most, #found) do
  answer[#answer + 1] = found[index][1]
  answer[#answer + 1] = found[index][2][4]
end
return answer
