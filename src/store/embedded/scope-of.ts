import type { PatternScope } from '../../pattern/contribution.ts'

/** The scope that a list is chosen by: an agent may be called like a service, and is meant where none is named. */
export function scopeOf({ scope, agent }: ScopedQuery): PatternScope | undefined {
  return scope ?? (agent === undefined ? undefined : 'agent')
}

interface ScopedQuery {
  readonly scope?: PatternScope
  readonly agent?: string
}
