import { nameOf } from './names.ts'
import type { SpanView } from './span-view.ts'

/** Raw names of one provider (conventions §1, "canonical provider"), without case and API suffix. */
const rawProviders: Readonly<Record<string, readonly string[]>> = {
  openai: ['openai'],
  anthropic: ['anthropic'],
  'aws.bedrock': ['aws.bedrock', 'aws_bedrock', 'bedrock', 'amazon-bedrock', 'aws', 'amazon'],
  'azure.ai.openai': ['azure.ai.openai', 'az.ai.openai', 'azure', 'azure-openai', 'azure.openai'],
  'azure.ai.inference': ['azure.ai.inference', 'az.ai.inference'],
  'gcp.gemini': ['gcp.gemini', 'gemini', 'google', 'google-gla', 'google.generative-ai', 'google_genai'],
  'gcp.vertex_ai': ['gcp.vertex_ai', 'vertex_ai', 'vertexai', 'google-vertex', 'google.vertex'],
  'gcp.gen_ai': ['gcp.gen_ai'],
  mistral_ai: ['mistral_ai', 'mistralai', 'mistral'],
  x_ai: ['x_ai', 'xai', 'grok'],
  cohere: ['cohere'],
  deepseek: ['deepseek'],
  groq: ['groq'],
  perplexity: ['perplexity'],
  'ibm.watsonx.ai': ['ibm.watsonx.ai', 'watsonx'],
  moonshot_ai: ['moonshot_ai', 'moonshot', 'moonshotai'],
}

const byRaw = new Map(Object.entries(rawProviders).flatMap(([provider, raws]) => raws.map((raw) => [raw, provider])))

/** Frameworks and gateways that put themselves where the provider belongs. */
const notProviders = new Set([
  'strands-agents',
  'gcp.vertex.agent',
  'langchain',
  'langgraph',
  'crewai',
  'autogen',
  'microsoft.agent_framework',
  'haystack',
  'llama_index',
  'mastra',
  'gateway',
  'openrouter',
  'litellm',
])

const byModel: readonly (readonly [RegExp, string])[] = [
  [/^(?:gpt-|chatgpt|o[1-9]\b|text-embedding-|davinci)/, 'openai'],
  [/^claude/, 'anthropic'],
  [/^gemini/, 'gcp.gemini'],
  [/^(?:mistral|mixtral|codestral|ministral|magistral)/, 'mistral_ai'],
  [/^grok/, 'x_ai'],
  [/^command/, 'cohere'],
  [/^deepseek/, 'deepseek'],
  [/^(?:kimi|moonshot)/, 'moonshot_ai'],
]

export function providerOf(view: SpanView, serviceName: string, model: string | null): string | null {
  const raw = nameOf(view.readText('provider'))
    ?.toLowerCase()
    .replace(/\.(?:chat|responses|messages|completion|embedding)$/, '')
  if (raw === undefined || notProviders.has(raw) || raw === serviceName.toLowerCase()) return inferred(model)
  return byRaw.get(raw) ?? raw
}

function inferred(model: string | null): string | null {
  const name = model?.toLowerCase().split('/').at(-1) ?? ''
  return byModel.find(([pattern]) => pattern.test(name))?.[1] ?? null
}
