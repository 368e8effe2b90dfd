import { NoReply } from './errors.ts'

/** The promise, or NoReply after so long; what comes later is dropped. */
export function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoReply('no reply')), Math.max(1, ms))
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
