import { describe, expect, it } from 'vitest'
import type { MessagesFact } from '../../../src/span/span-fact.ts'
import { type Attributes, factOf, fingerprint, wireEvent } from '../wire.ts'

const id = 'call_0123456789abcdef'
const callFp = fingerprint(`call:${id}`)
const question = 'Where is my order?'
const answerText = 'It has shipped.'
const args = { order_id: 'A-1' }
const result = { status: 'shipped' }

function messages(attributes: Attributes, events: Parameters<typeof wireEvent>[] = []): MessagesFact | null {
  return factOf(
    { 'gen_ai.operation.name': 'chat', ...attributes },
    { events: events.map((event) => wireEvent(...event)) },
  ).messages
}

function otel(parts: unknown, role = 'assistant'): string {
  return JSON.stringify([{ role, parts }])
}

const reference = messages({
  'gen_ai.input.messages': JSON.stringify([
    { role: 'system', parts: [{ type: 'text', content: 'Be kind.' }] },
    { role: 'user', parts: [{ type: 'text', content: question }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id, name: 'get_order', arguments: args }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id, response: result }] },
  ]),
  'gen_ai.output.messages': otel([{ type: 'text', content: answerText }]),
})

const asked = messages({
  'gen_ai.input.messages': otel([{ type: 'text', content: question }], 'user'),
  'gen_ai.output.messages': otel([{ type: 'tool_call', id, name: 'get_order', arguments: args }]),
})

describe('a model call that answers after a tool', () => {
  it('tells the answer that came since the model last spoke, and its text', () => {
    expect(reference).toEqual({
      calls: [],
      answers: [
        {
          callFp,
          name: 'get_order',
          outcome: 'ok',
          error: null,
          result: expect.objectContaining({ fp: fingerprint('{"status":"shipped"}'), empty: false }),
          approval: null,
        },
      ],
      output: { fp: fingerprint(JSON.stringify(answerText)), chars: answerText.length },
      input: null,
      offered: null,
      captured: true,
      role: null,
    })
  })

  const chat = [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: question },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id, type: 'function', function: { name: 'get_order', arguments: JSON.stringify(args) } }],
    },
    { role: 'tool', tool_call_id: id, content: JSON.stringify(result) },
  ]
  const said = { role: 'assistant', content: answerText }
  const blocks = [
    { role: 'user', content: question },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Let me see.' },
        { type: 'tool_use', id, name: 'get_order', input: args },
      ],
    },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: id, content: [{ type: 'text', text: JSON.stringify(result) }] }],
    },
  ]
  const responses = [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: question }] },
    { type: 'reasoning', summary: [] },
    { type: 'function_call', id: 'fc_1', call_id: id, name: 'get_order', arguments: JSON.stringify(args) },
    { type: 'function_call_output', call_id: id, output: JSON.stringify(result) },
  ]
  const langChain = [
    { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', 'HumanMessage'], kwargs: { content: question } },
    {
      lc: 1,
      type: 'constructor',
      id: ['langchain_core', 'messages', 'AIMessage'],
      kwargs: { content: '', tool_calls: [{ name: 'get_order', args, id, type: 'tool_call' }] },
    },
    {
      lc: 1,
      type: 'constructor',
      id: ['langchain_core', 'messages', 'ToolMessage'],
      kwargs: { content: JSON.stringify(result), tool_call_id: id, name: 'get_order', status: 'success' },
    },
  ]
  const aiSdk = [
    { role: 'user', content: [{ type: 'text', text: question }] },
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: id, toolName: 'get_order', input: args }] },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: id, toolName: 'get_order', output: { type: 'json', value: result } },
      ],
    },
  ]
  const langfuseCallback = [
    { role: 'user', content: question },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id, type: 'function', function: { name: 'get_order', arguments: JSON.stringify(args) } }],
    },
    { role: 'get_order', content: JSON.stringify(result), additional_kwargs: {} },
  ]

  const sources: Readonly<Record<string, Attributes>> = {
    'OpenInference chat request and response': {
      'input.value': JSON.stringify({ model: 'm', messages: chat }),
      'output.value': JSON.stringify({ id: 'r', choices: [{ index: 0, message: said, finish_reason: 'stop' }] }),
    },
    'OpenInference flattened lists': {
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.content': question,
      'llm.input_messages.1.message.role': 'assistant',
      'llm.input_messages.1.message.tool_calls.0.tool_call.id': id,
      'llm.input_messages.1.message.tool_calls.0.tool_call.function.name': 'get_order',
      'llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments': JSON.stringify(args),
      'llm.input_messages.2.message.role': 'tool',
      'llm.input_messages.2.message.tool_call_id': id,
      'llm.input_messages.2.message.content': JSON.stringify(result),
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.contents.0.message_content.type': 'text',
      'llm.output_messages.0.message.contents.0.message_content.text': answerText,
    },
    'OpenLLMetry numbered attributes': {
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': question,
      'gen_ai.prompt.1.role': 'assistant',
      'gen_ai.prompt.1.tool_calls.0.id': id,
      'gen_ai.prompt.1.tool_calls.0.name': 'get_order',
      'gen_ai.prompt.1.tool_calls.0.arguments': JSON.stringify(args),
      'gen_ai.prompt.2.role': 'tool',
      'gen_ai.prompt.2.tool_call_id': id,
      'gen_ai.prompt.2.content': JSON.stringify(result),
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.content': answerText,
    },
    'Anthropic blocks': {
      'langfuse.observation.input': JSON.stringify({ system: 'Be kind.', messages: blocks }),
      'langfuse.observation.output': JSON.stringify({
        type: 'message',
        role: 'assistant',
        content: [{ type: 'text', text: answerText }],
      }),
    },
    'Responses items': {
      'input.value': JSON.stringify(responses),
      'output.value': JSON.stringify({
        id: 'r',
        object: 'response',
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: answerText }] }],
      }),
    },
    'LangChain objects': {
      'input.value': JSON.stringify({ messages: [langChain] }),
      'output.value': JSON.stringify({
        generations: [
          [{ text: answerText, message: { lc: 1, id: ['x', 'AIMessage'], kwargs: { content: answerText } } }],
        ],
      }),
    },
    'AI SDK prompts': { 'ai.prompt.messages': JSON.stringify(aiSdk), 'ai.response.text': answerText },
    'callbacks that write the tool where the role belongs': {
      'langfuse.observation.input': JSON.stringify({ messages: langfuseCallback }),
      'langfuse.observation.output': JSON.stringify(said),
    },
    'Gemini contents': {
      'gcp.vertex.agent.llm_request': JSON.stringify({
        contents: [
          { role: 'user', parts: [{ text: question }] },
          { role: 'model', parts: [{ functionCall: { id, name: 'get_order', args } }] },
          { role: 'user', parts: [{ functionResponse: { id, name: 'get_order', response: result } }] },
        ],
      }),
      'gcp.vertex.agent.llm_response': JSON.stringify({ content: { role: 'model', parts: [{ text: answerText }] } }),
    },
    'LangSmith prompt and completion': {
      'gen_ai.prompt': JSON.stringify({ messages: [langChain] }),
      'gen_ai.completion': JSON.stringify({
        generations: [[{ message: { lc: 1, id: ['x', 'AIMessage'], kwargs: { content: answerText } } }]],
      }),
    },
  }
  for (const [name, attributes] of Object.entries(sources)) {
    it(`reads the same from ${name}`, () => expect(messages(attributes)).toEqual(reference))
  }

  it('reads the same from span events with Bedrock blocks', () => {
    const read = messages({}, [
      ['gen_ai.user.message', { content: JSON.stringify([{ text: question }]) }],
      [
        'gen_ai.assistant.message',
        { content: JSON.stringify([{ toolUse: { toolUseId: id, name: 'get_order', input: args } }]) },
      ],
      [
        'gen_ai.tool.message',
        {
          content: JSON.stringify([{ toolResult: { toolUseId: id, status: 'success', content: [{ json: result }] } }]),
        },
      ],
      ['gen_ai.choice', { message: JSON.stringify([{ text: answerText }]), finish_reason: 'endTurn' }],
    ])
    expect(read).toEqual(reference)
  })
})

describe('a model call that asks for a tool', () => {
  it('tells the call and the user message that the input ends with', () => {
    expect(asked).toMatchObject({
      calls: [{ callFp, name: 'get_order', arguments: { fp: fingerprint(JSON.stringify(args)) } }],
      input: { fp: fingerprint(JSON.stringify(question)) },
      output: null,
    })
  })

  const outputs: Readonly<Record<string, Attributes>> = {
    'the AI SDK': {
      'ai.response.toolCalls': JSON.stringify([{ toolCallId: id, toolName: 'get_order', input: JSON.stringify(args) }]),
    },
    'a Responses body': {
      'output.value': JSON.stringify({
        output: [
          { type: 'function_call', id: 'fc_1', call_id: id, name: 'get_order', arguments: JSON.stringify(args) },
        ],
      }),
    },
    'a Langfuse generation': {
      'langfuse.observation.output': JSON.stringify({
        role: 'assistant',
        content: null,
        tool_calls: [{ id, function: { name: 'get_order', arguments: JSON.stringify(args) } }],
      }),
    },
    'OTel parts with a Responses id beside the call id': {
      'gen_ai.output.messages': otel([
        { type: 'tool_call', id: 'fc_1', call_id: id, name: 'get_order', arguments: args },
      ]),
    },
  }
  for (const [name, attributes] of Object.entries(outputs)) {
    it(`reads it from ${name}`, () => expect(messages(attributes)?.calls).toEqual(asked?.calls))
  }

  it('keeps unparsable arguments apart from parsable ones', () => {
    const broken = messages({
      'gen_ai.output.messages': otel([{ type: 'tool_call', id, name: 'get_order', arguments: '{"order_id": ' }]),
    })
    expect(broken?.calls[0]?.arguments?.fp).not.toBe(asked?.calls[0]?.arguments?.fp)
  })

  it('does not take the handing in of a structured answer for a call', () => {
    const read = messages({
      'gen_ai.output.messages': otel([{ type: 'tool_call', id, name: 'final_result', arguments: { text: 'x' } }]),
    })
    expect(read).toMatchObject({ calls: [], output: { chars: 12 } })
  })
})

describe('decisions of a person', () => {
  const call = { type: 'tool-call', toolCallId: id, toolName: 'refund', input: {} }
  const decisions = (prompt: unknown) =>
    factOf({ 'ai.operationId': 'ai.generateText', 'ai.prompt': JSON.stringify(prompt) }).messages?.answers.map(
      ({ callFp: fp, approval }) => [fp, approval],
    )

  it('are tied to their call through the request they name', () => {
    const prompt = {
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: [call, { type: 'tool-approval-request', approvalId: 'a1', toolCallId: id }] },
        { role: 'tool', content: [{ type: 'tool-approval-response', approvalId: 'a1', approved: true }] },
      ],
    }
    expect(decisions(prompt)).toEqual([[callFp, 'approved']])
  })

  it('of a resumed graph or agent are read from its input', () => {
    const graph = factOf({
      'openinference.span.kind': 'CHAIN',
      'input.value': '{"lg_name":"Command","resume":{"decisions":[{"type":"reject"},{"type":"edit"}]}}',
    })
    expect(graph.messages?.answers.map(({ approval }) => approval)).toEqual(['rejected', 'approved'])
    expect(graph.messages?.input).toBeNull()
    const agent = factOf({
      'mastra.span.type': 'agent_run',
      'mastra.agent_run.input': JSON.stringify({ approved: false, toolName: 'refund', toolCallId: id }),
    })
    expect(agent.messages?.answers).toMatchObject([
      { callFp, approval: 'rejected', outcome: 'rejected', name: 'refund' },
    ])
  })

  it('that were asked for are requests', () => {
    const held = factOf(
      {
        'mastra.span.type': 'agent_run',
        'mastra.agent_run.output': JSON.stringify({ status: 'suspended', toolName: 'refund', toolCallId: id }),
      },
      { statusCode: 1 },
    )
    expect(held).toMatchObject({
      outcome: 'waiting',
      messages: { answers: [{ callFp, approval: 'requested', outcome: 'waiting' }], output: null },
    })
  })

  it("are read from ADK's function that asks for a confirmation", () => {
    const request = {
      functionCall: {
        id: 'adk-9876543210ab',
        name: 'adk_request_confirmation',
        args: { originalFunctionCall: { id, name: 'refund' } },
      },
    }
    const response = {
      functionResponse: { id: 'adk-9876543210ab', name: 'adk_request_confirmation', response: { confirmed: false } },
    }
    const contents = [
      { role: 'user', parts: [{ text: 'x' }] },
      { role: 'model', parts: [request] },
      { role: 'user', parts: [response] },
    ]
    expect(messages({ 'gcp.vertex.agent.llm_request': JSON.stringify({ contents }) })?.answers).toMatchObject([
      { callFp, name: 'refund', approval: 'rejected' },
    ])
    expect(messages({ 'gcp.vertex.agent.llm_response': JSON.stringify({ content: contents[1] }) })).toMatchObject({
      calls: [],
      answers: [{ callFp, approval: 'requested' }],
    })
  })

  it('are not read from what only looks like them', () => {
    const cv = factOf({
      'openinference.span.kind': 'CHAIN',
      'input.value': '{"resume":"Ten years of plumbing","job":"plumber"}',
    })
    expect(cv.messages?.answers).toEqual([])
    expect(cv.messages?.input).not.toBeNull()
  })
})

describe('spans above the model calls', () => {
  it('tell entry and answer of a run, not the history in between', () => {
    const state = {
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: '', tool_calls: [{ id, function: { name: 'f', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: id, content: 'x' },
        { role: 'assistant', content: answerText },
      ],
    }
    const root = factOf({
      'openinference.span.kind': 'CHAIN',
      'input.value': JSON.stringify({ messages: [{ role: 'user', content: question }] }),
      'output.value': JSON.stringify(state),
    })
    expect(root.messages).toMatchObject({
      calls: [],
      answers: [],
      input: reference?.input ?? asked?.input,
      output: reference?.output,
    })
  })

  it('tell nothing when they end on something else than a word of the model', () => {
    const root = factOf({ 'langfuse.observation.type': 'agent', 'langfuse.observation.output': '{"error":"boom"}' })
    expect(root.messages).toBeNull()
  })

  it('unwrap what decorators put around the question', () => {
    const entry = factOf({
      'traceloop.span.kind': 'workflow',
      'traceloop.entity.input': JSON.stringify({ args: [], kwargs: { question } }),
    }).messages?.input
    expect(entry?.fp).toBe(fingerprint(JSON.stringify(question)))
  })
})

describe('offered tools', () => {
  const schema = { type: 'function', function: { name: 'get_order', parameters: {} } }
  const offers: Readonly<Record<string, Attributes>> = {
    'gen_ai.tool.definitions': { 'gen_ai.tool.definitions': JSON.stringify([{ type: 'function', name: 'get_order' }]) },
    'names alone': { 'gen_ai.tool.definitions': '["get_order"]' },
    'objects that Python printed': {
      'gen_ai.tool.definitions': `["name='get_order' description='Looks one up.' env_vars=[]", "<no name here>"]`,
    },
    'llm.tools': { 'llm.tools.0.tool.json_schema': JSON.stringify(schema) },
    'ai.prompt.tools': {
      'ai.prompt.tools': [JSON.stringify({ type: 'function', name: 'get_order', inputSchema: {} })],
    },
    'the request body': { 'input.value': JSON.stringify({ messages: [], tools: [schema] }) },
    'llm.request.functions': { 'llm.request.functions.0.name': 'get_order' },
  }
  for (const [name, attributes] of Object.entries(offers)) {
    it(`are read from ${name}`, () => expect(messages(attributes)?.offered).toEqual(['get_order']))
  }

  it('are not known when they were not sent', () => expect(reference?.offered).toBeNull())
})
