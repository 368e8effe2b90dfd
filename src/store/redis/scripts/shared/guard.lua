-- What every script begins with that writes: the slot's last key is its marker, the last argument is the id of the store
-- that was opened. In a slot that was emptied, or is another store's, nothing is written.
do
  local marker = redis.call('GET', KEYS[#KEYS])
  if not marker then
    return redis.error_reply('UNMARKED this slot is no store\'s')
  end
  if marker ~= ARGV[#ARGV] then
    return redis.error_reply('FOREIGN this slot is another store\'s')
  end
  KEYS[#KEYS], ARGV[#ARGV] = nil, nil
end
