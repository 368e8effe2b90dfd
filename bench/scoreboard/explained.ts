import type { Measure } from './compare.ts'

const unendedTraceloop =
  'a decorated function that throws never ends its span, so neither the root nor the failed call is exported and ' +
  'nothing that arrives says how the run ended'

/** Why the telemetry itself cannot show what happened: `client/scenario/measure` or `client/scenario` to the reason. */
const reasons: ReadonlyMap<string, string> = new Map([
  [
    'openai-agents/session',
    'both turns hang below one root of kind AGENT, without session ids: so does an agent with two sub-workflows',
  ],
  ['langfuse/length/weakness', 'the exporter sends no finish reason'],
  ['langchain-langfuse/length/weakness', 'the exporter sends no finish reason'],
  [
    'anthropic-native/success-bare',
    'each model call is a trace of its own, without messages or tool-call ids: nothing ties them together',
  ],
  [
    'mastra/workflow/steps',
    'the first step of the workflow looks the order up in code: a workflow_step span that names no tool',
  ],
  [
    'mcp/loop/steps',
    'the tool spans lie in the trace of the MCP session without call ids; the last call is asked for, and no later ' +
      'model call carries its answer',
  ],
  [
    'openai-openinference/handoff',
    'the second agent runs in a trace of its own that shares no session, link or tool-call id with the first',
  ],
  ['openai-traceloop/abort/outcome', unendedTraceloop],
  ['openai-traceloop/llm-fatal/outcome', unendedTraceloop],
  ['openai-traceloop/loop/outcome', unendedTraceloop],
  [
    'openai-traceloop/guardrail',
    'all that arrives is one span of a task below a root that never ended; no agent, model or tool span opens a run',
  ],
  [
    'langchain-traceloop/*',
    'every span is a root in a trace of its own, and all tools are called DynamicStructuredTool',
  ],
])

export function explanationOf(client: string, scenario: string, measure: Measure): string | null {
  const keys = [`${client}/${scenario}/${measure}`, `${client}/${scenario}`, `${client}/*`]
  return keys.map((key) => reasons.get(key)).find((reason) => reason !== undefined) ?? null
}
