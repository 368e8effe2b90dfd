import { describe, expect, it } from 'vitest'
import type { Data } from '../../src/normalize/data.ts'
import { resultShape } from '../../src/normalize/result-shape.ts'
import { unwrapResult } from '../../src/normalize/tool-result.ts'
import { factOf } from './wire.ts'

function shape(result: Data) {
  return resultShape(unwrapResult(result).value)
}

describe('the shape of a result', () => {
  it('is empty for empty collections, counts of nought and texts that say so', () => {
    const empties: readonly Data[] = [
      [],
      {},
      '',
      { results: [] },
      { count: 0 },
      { data: { results: [] } },
      { documents: [], query: 'x' },
      { found: false },
      { flights: [] },
      { flights: [], trains: null, count: 0, page: 1 },
      'No results found',
      'No documents matched the query.',
      'no orders found for this customer',
      'Nothing found.',
      '0 results',
      '[{"text":"{\\"results\\":[]}"}]',
      { content: [{ type: 'text', text: 'No results found' }], isError: false },
    ]
    for (const result of empties) expect({ result, empty: shape(result).empty }).toEqual({ result, empty: true })
  })

  it('is not empty for answers that hold something', () => {
    const full: readonly Data[] = [
      { results: [1] },
      [0],
      { order_id: 'A', items: [] },
      { total: 0, order: { id: 1 } },
      { status: 'shipped' },
      { flights: [], note: 'closed' },
      { errors: [] },
      { flights: null },
    ]
    for (const result of full) expect({ result, empty: shape(result).empty }).toEqual({ result, empty: false })
  })

  it('cannot be told of plain values and texts', () => {
    for (const result of ['Berlin', 'No. 5 is a perfume', 'No code was found in your answer', 'None', 7, true, null])
      expect(shape(result).empty).toBeNull()
  })

  it('counts items', () => {
    expect(shape({ results: [1, 2, 3], total: 40 }).items).toBe(3)
    expect(shape('[1,2]').items).toBe(2)
    expect(shape({ id: 1 }).items).toBeNull()
  })

  it('is pending only for states of the call itself', () => {
    expect(shape({ status: 'IN_PROGRESS' }).pending).toBe(true)
    expect(shape({ state: 'queued', job: 1 }).pending).toBe(true)
    expect(shape({ state: 'pending_inspection' }).pending).toBe(false)
    expect(shape({ status: 'done' }).pending).toBe(false)
  })

  it('counts documents of a retrieval from wherever they are', () => {
    const retriever = { 'openinference.span.kind': 'RETRIEVER' }
    expect(
      factOf({ ...retriever, 'retrieval.documents.0.document.id': 'a', 'retrieval.documents.1.document.id': 'b' })
        .documents,
    ).toBe(2)
    expect(factOf({ ...retriever, 'output.value': '{"documents":[]}' }).documents).toBe(0)
    expect(factOf(retriever).documents).toBeNull()
    expect(factOf({ 'gen_ai.operation.name': 'retrieval', 'gen_ai.retrieval.documents': '[]' }).documents).toBe(0)
    expect(factOf({ 'db.vector.query.top_k': 3, 'db.vector.query.result_count': 0 }).documents).toBe(0)
    expect(
      factOf({ 'langfuse.observation.type': 'retriever', 'langfuse.observation.output': '[{"id":1}]' }).documents,
    ).toBe(1)
  })
})

describe('the fingerprint of a value', () => {
  const call = (value: string) =>
    factOf({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.call.arguments': value }).tool?.arguments?.fp

  it('is the same for the same value, whatever the order of keys and the spelling', () => {
    expect(call('{"a":1,"b":[{"c":2}]}')).toBe(call('{ "b": [{"c":2.0}], "a": 1 }'))
  })

  it('leaves out keys that differ from call to call', () => {
    expect(call('{"q":"x","request_id":"1","timestamp":1,"traceId":"t"}')).toBe(
      call('{"q":"x","request_id":"2","timestamp":2}'),
    )
  })

  it('differs for different values', () => {
    expect(call('{"q":"x"}')).not.toBe(call('{"q":"y"}'))
    expect(call('{"a":[1,2]}')).not.toBe(call('{"a":[2,1]}'))
  })

  it('of a call id is only taken where the id is long enough to be unique', () => {
    const id = (value: string) =>
      factOf({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.call.id': value }).tool?.callFp
    expect(id('call_1')).toBeNull()
    expect(id('<not specified>')).toBeNull()
    expect(id('toolu_01A09q90qw90lq917835lq9')).not.toBeNull()
  })
})
