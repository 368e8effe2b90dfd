import type { CandidateEvent } from '../../candidate/event.ts'
import type { Row } from './database.ts'
import { readBody } from './json-body.ts'
import { integer } from './rows.ts'

export function eventOf(row: Row): CandidateEvent {
  return { ...readBody<Omit<CandidateEvent, 'sequence'>>(row), sequence: integer(row, 'sequence') }
}
