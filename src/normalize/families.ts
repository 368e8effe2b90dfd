import { a2a } from './families/a2a.ts'
import { ag2 } from './families/ag2.ts'
import { agentFramework } from './families/agent-framework.ts'
import { aiSdk } from './families/ai-sdk.ts'
import { claudeCode } from './families/claude-code.ts'
import type { Family } from './families/family.ts'
import { genAi } from './families/gen-ai.ts'
import { genkit } from './families/genkit.ts'
import { googleAdk } from './families/google-adk.ts'
import { haystack } from './families/haystack.ts'
import { langfuse } from './families/langfuse.ts'
import { langsmith } from './families/langsmith.ts'
import { logfire } from './families/logfire.ts'
import { mastra } from './families/mastra.ts'
import { mcp } from './families/mcp.ts'
import { openinference } from './families/openinference.ts'
import { openllmetry } from './families/openllmetry.ts'
import { pydanticAi } from './families/pydantic-ai.ts'
import { strands } from './families/strands.ts'
import { typedSpan } from './families/typed-span.ts'

/**
 * In the order in which their word on a span's kind is believed (conventions §0 rule 2): private marks of a framework
 * before the operation names of OTel GenAI, since several frameworks write those beside their own and less exactly.
 */
export const families: readonly Family[] = [
  langfuse,
  mastra,
  openinference,
  langsmith,
  mcp,
  a2a,
  claudeCode,
  haystack,
  googleAdk,
  logfire,
  pydanticAi,
  agentFramework,
  ag2,
  strands,
  aiSdk,
  genkit,
  typedSpan,
  openllmetry,
  genAi,
]
