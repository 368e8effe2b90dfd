-- Numbers as text: whole ones are written out in full, so that sums up to 2^53 come back as they were.

local function whole(number)
  return string.format('%.0f', number)
end

-- 'a,b,c' as a list of numbers.
local function split(text)
  local numbers = {}
  for part in string.gmatch(text, '[^,]+') do
    numbers[#numbers + 1] = tonumber(part)
  end
  return numbers
end

local function join(numbers)
  local parts = {}
  for index = 1, #numbers do
    parts[index] = whole(numbers[index])
  end
  return table.concat(parts, ',')
end
