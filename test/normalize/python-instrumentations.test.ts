import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callbackValue } from '../../src/normalize/callback-value.ts'
import { errorClass } from '../../src/normalize/error-class.ts'
import { printedFields } from '../../src/normalize/json-text.ts'
import { missingToolName } from '../../src/normalize/missing-tool.ts'
import { factOf, wireOrigin } from './wire.ts'

describe('what a callback was handed', () => {
  const beside = { tags: ['seq:step:1'], kwargs: { color: 'green' } }

  it('is the same for equal calls, whatever stands beside it', () => {
    const search = (step: number) =>
      factOf({
        'traceloop.span.kind': 'tool',
        'traceloop.entity.input': JSON.stringify({
          ...beside,
          input_str: "{'query': 'zips'}",
          metadata: { langgraph_step: step },
          inputs: { query: 'zips' },
        }),
        'traceloop.entity.output': JSON.stringify({ output: { content: '[]', tool_call_id: 'c1' }, kwargs: {} }),
      }).tool
    expect(search(5)).toEqual(search(9))
    expect(search(5)?.arguments?.fp).toBe(
      factOf({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.call.arguments': '{"query":"zips"}' }).tool
        ?.arguments?.fp,
    )
    expect(search(5)?.result).toMatchObject({ empty: true, items: 0 })
  })

  it('is nothing where other keys stand beside it, or none', () => {
    expect(callbackValue({ output: 1, kwargs: {}, total: 3 })).toBeUndefined()
    expect(callbackValue({ output: 1 })).toBeUndefined()
    expect(callbackValue({ outputs: null, kwargs: {} })).toBeUndefined()
  })

  it('may be the keyword arguments alone', () => {
    const dspy = factOf(
      { 'openinference.span.kind': 'TOOL', 'input.value': '{"kwargs":{"id":"A-1"}}' },
      { name: 'find.__call__' },
    )
    const plain = factOf({ 'openinference.span.kind': 'TOOL', 'input.value': '{"id":"A-1"}' })
    const input = '{"input":{"id":"A-1"},"options":null}'
    const bee = factOf({ 'openinference.span.kind': 'TOOL', 'input.value': input })
    expect(dspy.tool?.arguments?.fp).toBe(plain.tool?.arguments?.fp)
    expect(bee.tool?.arguments?.fp).toBe(plain.tool?.arguments?.fp)
    expect(dspy.name).toBe('find')
  })
})

describe('a model object that Python printed', () => {
  it('is read up to the first field that is no literal', () => {
    expect(printedFields("content='it\\'s' status='error' tags=['a', {'b': None}] n=-1")).toEqual({
      content: "it's",
      status: 'error',
      tags: ['a', { b: null }],
      n: -1,
    })
    expect(printedFields("content='done' artifact=<Thing at 0x7f> status='error'")).toEqual({ content: 'done' })
    expect(printedFields('content=open(')).toBeUndefined()
    expect(printedFields('plain text')).toBeUndefined()
  })

  it('never throws, however deep or broken it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '=', "'", '[', ']', ' ', '\\', '1') }), (text) => {
        const read = printedFields(text)
        return read === undefined || typeof read === 'object'
      }),
    )
    expect(printedFields(`a=${'['.repeat(100_000)}`)).toBeUndefined()
  })

  it('tells of a tool what its message says', () => {
    const ofResult = (result: string) =>
      factOf({
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'search',
        'gen_ai.tool.call.result': result,
      })
    const empty = ofResult(`content='{"results": []}' name='search' tool_call_id='call_7f3a9c2b51d8'`)
    expect(empty).toMatchObject({ outcome: 'ok', tool: { result: { empty: true } } })
    expect(empty.tool?.callFp).not.toBeNull()
    expect(ofResult("content='no route' name='search' tool_call_id='x' status='error'").outcome).toBe('error')
    expect(ofResult('content=3 is the answer').outcome).toBe('ok')
  })

  it('is a message with its calls where it stands in the text of another', () => {
    const text = `{'content': None, 'role': 'assistant', 'tool_calls': [{'id': 'call_1', 'function': {'arguments': '{"id": ', 'name': 'find'}, 'type': 'function'}]}`
    const said = (content: string) =>
      factOf({
        'gen_ai.operation.name': 'chat',
        'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content }] }]),
      }).messages
    expect(said(text)).toMatchObject({ output: null, calls: [{ name: 'find', unparsable: true }] })
    expect(said(text.replace("'assistant'", "'user'"))).toMatchObject({ calls: [] })
    expect(said('{"tool_calls": 3}')?.calls).toEqual([])
  })
})

describe('errors that Python frameworks hand to the model', () => {
  it('are told apart', () => {
    expect(errorClass(null, "Error while decoding function arguments: '{' was never closed")).toBe('invalid_arguments')
    expect(missingToolName('Error: send_fax is not a valid tool, try one of [get_order].')).toBe('send_fax')
    expect(errorClass(null, 'A colleague declined.')).toBe('approval_rejected')
    expect(errorClass(null, 'The customer declined the offer.')).not.toBe('approval_rejected')
  })
})

describe('spans of graphs and agents', () => {
  const placeOf = (attributes: Readonly<Record<string, string>>, name: string) => factOf(attributes, { name }).role

  it('are known by their name where the operation was never written', () => {
    expect(placeOf({ 'gen_ai.workflow.name': 'support' }, 'invoke_workflow support')).toBe('workflow')
    expect(placeOf({ 'gen_ai.workflow.name': 'support' }, 'invoke_workflow other')).not.toBe('workflow')
    expect(placeOf({ 'gen_ai.operation.name': 'x', 'gen_ai.agent.name': 'a' }, 'invoke_agent a')).not.toBe('agent')
  })

  it('are a node and no agent where the only id is the name of the node', () => {
    const node = {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'langgraph',
      'gen_ai.agent.name': 'model',
    }
    expect(placeOf({ ...node, 'gen_ai.agent.id': 'model' }, 'invoke_agent model')).toBe('turn')
    expect(placeOf({ ...node, 'gen_ai.agent.id': '01a208e9' }, 'invoke_agent model')).toBe('agent')
  })

  it('are no step where an event was told as a span without length', () => {
    const error = { 'openinference.span.kind': 'TOOL', 'input.value': '{"error":"Tool Error"}' }
    expect(factOf(error, { name: 'error', startUs: 5000, endUs: 5010 }).kind).toBe('other')
    expect(factOf(error, { name: 'error', startUs: 5000, endUs: 9000 }).kind).toBe('tool')
    expect(factOf(error, { name: 'find', startUs: 5000, endUs: 5010 }).kind).toBe('tool')
  })

  it('are no agent where none is named', () => {
    const invoked = { 'gen_ai.operation.name': 'invoke_agent' }
    expect(placeOf(invoked, 'invoke_agent')).toBe('chain')
    expect(placeOf({ ...invoked, 'gen_ai.agent.id': '7' }, 'invoke_agent')).toBe('agent')
    expect(placeOf(invoked, 'invoke_agent helper')).toBe('agent')
  })
})

describe('the OpenAI Agents SDK through Logfire', () => {
  const origin = wireOrigin({}, 'logfire.openai_agents')

  it('names tools, guardrails and handoffs under plain keys, and writes null for what is not there', () => {
    const tool = factOf({ name: 'find', input: '{"id":1}', output: 'null' }, { name: 'Function: {name}' }, origin)
    expect(tool).toMatchObject({ family: 'logfire', kind: 'tool', name: 'find', tool: { result: null } })
    expect(factOf({ to_agent: 'refunds' }, { name: 'Handoff: {from_agent} → {to_agent}' }, origin)).toMatchObject({
      kind: 'handoff',
      name: 'transfer_to_refunds',
      target: 'refunds',
    })
    expect(
      factOf({ name: 'card_guard', triggered: true }, { name: 'Guardrail {name!r} {triggered=}' }, origin),
    ).toMatchObject({ kind: 'guardrail', name: 'card_guard', outcome: 'rejected' })
    expect(factOf({ group_id: 'null' }, { name: 'OpenAI Agents trace: {name}' }, origin)).toMatchObject({
      role: 'workflow',
      sessionId: null,
    })
  })

  it('says why an agent failed in an object of its own', () => {
    const error = '{"message":"Error in agent run","data":{"error":"429 Too Many Requests"}}'
    const failed = factOf({ name: 'helper', error }, { name: 'Agent run: {name!r}', statusCode: 2 }, origin)
    expect(failed).toMatchObject({ role: 'agent', name: 'helper', outcome: 'error', error: { class: 'rate_limited' } })
  })
})
