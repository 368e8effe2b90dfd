import type { Decoded } from './decoded.ts'

/** What the decoding of one request has yielded so far. */
export class Harvest<T> {
  readonly #items: T[] = []
  #rejected = 0
  #message = ''

  keep(item: T): void {
    this.#items.push(item)
  }

  reject(where: string, fault: string): void {
    if (this.#rejected === 0) this.#message = `${where}: ${fault}`
    this.#rejected += 1
  }

  decoded(): Decoded<T> {
    return { kind: 'decoded', items: this.#items, rejected: this.#rejected, rejectedMessage: this.#message }
  }
}
