import { firstMember, member, textOf } from './data.ts'
import { inputData, outputData } from './io.ts'
import { identifierOf, nameOf } from './names.ts'
import type { SpanView } from './span-view.ts'

const handoffTool = /^(?:transfer_to_|handoff_to_|handoff to |transfer_control_to_|hand_off_to_)/i

/** They are told in their arguments whom control goes to. */
const aimless = new Set(['handoff', 'hand_off', 'handoff_to_agent', 'hand_off_to_agent', 'transfer_to_agent'])

/** Tools by which frameworks pass control on (conventions §3, "handoff"). */
export function isHandoffTool(view: SpanView): boolean {
  if (view.text('gen_ai.transfer.mode') === 'return_to_caller') return false
  return isHandoffName(toolName(view))
}

export function isHandoffName(name: string): boolean {
  return handoffTool.test(name) || aimless.has(name.toLowerCase())
}

function toolName(view: SpanView): string {
  return view.readText('tool.name', 'tool') ?? view.span.name
}

/** The agent that control went to. */
export function handoffTarget(view: SpanView): string | null {
  const named = view.readText('handoff.to') ?? view.text('langgraph.command.goto_node')
  if (named !== null) return nameOf(named)
  const tool = toolName(view)
  if (handoffTool.test(tool) && !aimless.has(tool.toLowerCase())) return nameOf(tool.replace(handoffTool, ''))
  const input = inputData(view)
  const told =
    firstMember(member(input, 'kwargs') ?? input, ['agent_name', 'agentName', 'to_agent', 'agent']) ??
    firstMember(outputData(view), ['to_agent', 'transferred_to'])
  return identifierOf(textOf(told))
}

/**
 * The name that the model called it by. Spans called "handoff to X" or after the operation hide it; it is then the one
 * that the OpenAI Agents SDK gives such tools.
 */
export function handoffName(view: SpanView): string | null {
  const tool = toolName(view)
  const told = view.readText('tool.name', 'tool') !== null || isHandoffName(tool)
  if (told && (!/^handoff[ _]to[ _]/i.test(tool) || /^handoff_to_\w+$/.test(tool))) return nameOf(tool)
  const target = handoffTarget(view)
  return target === null ? nameOf(tool) : nameOf(`transfer_to_${target.replaceAll(/\W/g, '_')}`)
}
