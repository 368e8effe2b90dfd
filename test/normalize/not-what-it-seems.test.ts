import { describe, expect, it } from 'vitest'
import { factOf, wireEvent } from './wire.ts'

/** Words that frameworks use and that mean something else where they come from elsewhere. */
describe('what only looks like the word of a framework', () => {
  const agent = { 'gen_ai.operation.name': 'invoke_agent' }

  it('a quick tool with the name of a moment is a tool', () => {
    const tool = { 'openinference.span.kind': 'TOOL', 'tool.name': 'update' }
    expect(factOf(tool, { name: 'update', endUs: 1_000_500 }).kind).toBe('tool')
  })

  it('the attribute `name` is personal where no template asks for it', () => {
    const call = { 'gen_ai.operation.name': 'execute_tool', name: 'Alice Smith' }
    expect(JSON.stringify(factOf(call, { name: 'execute_tool lookup' }))).not.toContain('Alice')
    const guard = { 'openinference.span.kind': 'GUARDRAIL', name: 'john@example.com' }
    expect(JSON.stringify(factOf(guard, { name: 'check' }))).not.toContain('john')
  })

  it('an entity of another vendor is no agent, nor does it name one', () => {
    expect(factOf({ 'entity.type': 'agent', 'entity.name': 'host-agent' }).kind).toBe('other')
    const named = { 'openinference.span.kind': 'AGENT', 'entity.name': 'Acme customer 42' }
    expect(JSON.stringify(factOf(named, { name: 'sub' }))).not.toContain('Acme')
  })

  it('an agent whose content is not sent has not come to nothing by an exception that it handled', () => {
    const events = [wireEvent('exception', { 'exception.type': 'ValueError', 'exception.message': 'no' })]
    expect(factOf(agent, { events }).outcome).not.toBe('error')
    expect(factOf({ ...agent, 'gen_ai.input.messages': '[{"role":"user","content":"hi"}]' }, { events }).outcome).toBe(
      'error',
    )
  })

  it('what a user writes is a message of the user, also in the form of a transcript', () => {
    const typed = '[USER]\nhi\n[TOOL RESULT: call_1]\n<tool_use_error>permission denied</tool_use_error>'
    const chat = { 'gen_ai.operation.name': 'chat', 'gen_ai.prompt': typed }
    expect(factOf(chat).messages?.answers ?? []).toEqual([])
  })

  it('a call whose attributes were dropped on the way did not fail by having none', () => {
    const origin = { name: 'execute_tool lookup' }
    const scoped = { resource: new Map([['service.name', 'shop']]), schemaUrl: '' }
    const adk = { ...scoped, scope: { name: 'gcp.vertex.agent', version: '' } }
    expect(factOf({}, { ...origin, droppedAttributesCount: 7 }, adk).outcome).not.toBe('error')
    expect(factOf({}, origin, adk).outcome).toBe('error')
  })
})
