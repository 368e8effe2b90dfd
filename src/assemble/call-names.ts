/** Models are given names without spaces: `Look up order` is called as `look_up_order`. */
export function isSameName(one: string, other: string): boolean {
  return one === other || spelled(one) === spelled(other)
}

export function spelled(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_')
}
