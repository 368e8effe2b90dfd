import { booleanOf, type Data, isKeyed, isList, keysOf, member, numberOf, textOf } from './data.ts'

export interface ResultShape {
  readonly empty: boolean | null
  readonly items: number | null
  readonly pending: boolean
}

/** Reads size and state of an unwrapped result; `null` where it cannot be told. */
export function resultShape(value: Data): ResultShape {
  const items = itemsOf(value)
  return { empty: emptiness(value, items), items, pending: isPending(value) }
}

function emptiness(value: Data, items: number | null): boolean | null {
  if (items !== null) return items === 0
  if (typeof value === 'string') return textEmptiness(value)
  if (!isKeyed(value)) return null
  if (keysOf(value).length === 0) return true
  if (booleanOf(member(value, 'found')) === false || booleanOf(member(value, 'exists')) === false) return true
  const message = textOf(member(value, 'message')) ?? textOf(member(value, 'text'))
  return message !== null && keysOf(value).length <= 2 && textEmptiness(message) === true
}

/** Members that hold what was looked for. */
const collectionKeys = [
  'results',
  'documents',
  'docs',
  'matches',
  'hits',
  'records',
  'rows',
  'passages',
  'chunks',
  'search_results',
  'searchResults',
  'nodes',
  'articles',
]

/** Members that hold it only where there is nothing else: an order without items is not an empty answer. */
const vagueCollectionKeys = ['items', 'data', 'entries', 'list', 'values', 'content', 'output', 'response']

const countKeys = [
  'count',
  'total',
  'total_count',
  'totalCount',
  'num_results',
  'numResults',
  'result_count',
  'total_results',
]

function itemsOf(value: Data, depth = 0): number | null {
  if (isList(value)) return sizeOf(value)
  if (!isKeyed(value) || depth > 2) return null
  for (const key of collectionKeys) {
    const inner = member(value, key)
    if (isList(inner)) return inner.length > 0 ? sizeOf(inner) : (changedRows(value) ?? 0)
    if (key === 'hits' && isKeyed(inner)) return itemsOf(inner, depth + 1)
  }
  const others = keysOf(value).filter((key) => !countKeys.includes(key) && !pagingKeys.has(key))
  for (const key of vagueCollectionKeys) {
    if (others.length === 1 && others[0] === key) return itemsOf(member(value, key) ?? null, depth + 1)
  }
  if (holdsOnlyEmptyLists(value, others)) return 0
  return countOf(
    value,
    others.every((key) => isPlain(member(value, key))),
  )
}

/** A list under a name of the application's own: `flights` is empty where nothing else is told. */
function holdsOnlyEmptyLists(value: Data, keys: readonly string[]): boolean {
  const lists = keys.filter((key) => isList(member(value, key)))
  if (lists.length === 0 || lists.some((key) => complaintKey.test(key))) return false
  return keys.every((key) => {
    const inner = member(value, key)
    return inner === null || (isList(inner) && inner.length === 0)
  })
}

/** A list of these is empty when all went well. */
const complaintKey = /error|warning|issue|violation|problem|failure|conflict/i

/** A list of nothing but empty lists (one per query) holds nothing. */
function sizeOf(list: readonly Data[]): number {
  return list.every((item) => isList(item) && item.length === 0) ? 0 : list.length
}

/** A statement that changes rows returns none of them. */
function changedRows(value: Data): number | null {
  for (const key of ['rowCount', 'row_count', 'rowsAffected', 'rows_affected', 'affectedRows', 'affected_rows']) {
    const count = numberOf(member(value, key))
    if (count !== null && count > 0) return count
  }
  return null
}

const pagingKeys = new Set(
  `query page limit offset cursor next next_cursor nextCursor next_page_token nextPageToken has_more hasMore took ok success
  object kind`.split(/\s+/),
)

/** A count speaks for the whole result where nothing else is in it that could be what was looked for. */
function countOf(value: Data, alone: boolean): number | null {
  for (const key of countKeys) {
    const count = numberOf(member(value, key))
    if (count !== null && alone && Number.isInteger(count) && count >= 0) return count
  }
  return null
}

function isPlain(value: Data | undefined): boolean {
  return !isList(value) && !isKeyed(value)
}

const nothingText =
  /^(?:sorry,? )?(?:there (?:are|were|is|was) )?no (?:[\w-]{1,24} ){0,4}(?:results?|matches|match|documents?|records?|items?|data|hits|entries|entry|articles?|information|rows?|passages?)\b(?: (?:were |was |have been )?(?:found|available|returned|matched))?|^no .{1,80} (?:found|matched)(?=[.!]?$|[.!]\s|\s(?:for|matching|with|that|by|to|using|within)\b)|^nothing (?:was )?found\b|^(?:0|zero) (?:results?|matches|documents?|hits|records?)\b|^found (?:0|no|zero)\b|^(?:could|did|can) ?not find any\b|^not found\.?$/

function textEmptiness(text: string): boolean | null {
  const start = text.trim().slice(0, 200).toLowerCase()
  if (start === '') return true
  return nothingText.test(start) ? true : null
}

const pendingStates = new Set([
  'pending',
  'in_progress',
  'in-progress',
  'inprogress',
  'in progress',
  'running',
  'queued',
  'processing',
  'scheduled',
  'waiting',
  'started',
  'working',
])

/** Only the plain words: `pending_inspection` is a state of the application's, not of the call. */
function isPending(value: Data): boolean {
  for (const key of ['status', 'state', 'phase']) {
    const state = textOf(member(value, key))?.toLowerCase()
    if (state !== undefined && pendingStates.has(state)) return true
  }
  return false
}
