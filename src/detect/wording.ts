import { token } from '../sign/token.ts'

/** A tool's or agent's name as an explanation shows it. */
export function shown(name: string): string {
  return token(name) || 'an unnamed tool'
}

export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`
}
