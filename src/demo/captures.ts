export interface Capture {
  /** The agent framework or SDK that sent it. */
  readonly client: string
  readonly scenario: string
  /** Gzipped OTLP/JSON, one export request per line in order of arrival. */
  readonly file: URL
}

/** What is bundled: of each client what went well, and what its users run into. */
const scenarios: readonly (readonly [client: string, scenarios: readonly string[]])[] = [
  [
    'vercel-ai-7',
    [
      'success',
      'tool-retry',
      'retry-storm',
      'loop',
      'empty-retrieval',
      'unknown-tool',
      'killed',
      'approval-approved',
      'approval-rejected',
    ],
  ],
  [
    'vercel-ai-6',
    [
      'success',
      'tool-retry',
      'loop',
      'empty-retrieval',
      'unknown-tool',
      'killed',
      'approval-approved',
      'approval-rejected',
    ],
  ],
  [
    'langchain',
    [
      'success',
      'tool-retry',
      'retry-storm',
      'loop',
      'empty-retrieval',
      'unknown-tool',
      'killed',
      'approval-approved',
      'approval-rejected',
    ],
  ],
  [
    'openai-agents',
    ['success', 'tool-retry', 'loop', 'empty-retrieval', 'unknown-tool', 'killed', 'approval-rejected'],
  ],
  [
    'openai-openinference',
    ['success', 'tool-retry', 'retry-storm', 'empty-retrieval', 'unknown-tool', 'approval-rejected'],
  ],
  [
    'openai-traceloop',
    [
      'success',
      'tool-retry',
      'loop',
      'empty-retrieval',
      'unknown-tool',
      'killed',
      'approval-approved',
      'approval-rejected',
    ],
  ],
  [
    'langfuse',
    ['success', 'tool-retry', 'retry-storm', 'empty-retrieval', 'killed', 'approval-approved', 'approval-rejected'],
  ],
  [
    'mastra',
    ['success', 'tool-retry', 'loop', 'empty-retrieval', 'unknown-tool', 'approval-approved', 'approval-rejected'],
  ],
  [
    'strands',
    ['success', 'tool-retry', 'loop', 'empty-retrieval', 'unknown-tool', 'approval-approved', 'approval-rejected'],
  ],
  ['anthropic-traceloop', ['success', 'tool-retry', 'loop', 'empty-retrieval', 'unknown-tool']],
  ['mcp', ['success', 'tool-retry', 'retry-storm', 'loop', 'empty-retrieval', 'unknown-tool']],
]

export const captures: readonly Capture[] = scenarios.flatMap(([client, names]) =>
  names.map((scenario) => ({ client, scenario, file: captureFile(client, scenario) })),
)

export const clients: readonly string[] = scenarios.map(([client]) => client)

function captureFile(client: string, scenario: string): URL {
  return new URL(`captures/${client}/${scenario}.traces.jsonl.gz`, import.meta.url)
}
