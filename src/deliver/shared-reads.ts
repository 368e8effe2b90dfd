type Read<T> = (tenant: string, after: number) => Promise<T>

/** Whoever asks what is just being read gets the answer of that reading. */
export function sharedReads<T>(read: Read<T>): Read<T> {
  const reading = new Map<string, Promise<T>>()
  return (tenant, after) => {
    const key = `${after} ${tenant}`
    const shared = reading.get(key) ?? read(tenant, after).finally(() => reading.delete(key))
    reading.set(key, shared)
    return shared
  }
}
