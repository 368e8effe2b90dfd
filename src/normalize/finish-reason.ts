import type { FinishReason } from '../span/span-fact.ts'
import { type Data, isList, textOf } from './data.ts'
import { unpacked } from './json-text.ts'
import type { SpanView } from './span-view.ts'

/** Raw values of all providers (conventions §1, "canonical finish"), compared without case and separators. */
const rawReasons: Readonly<Record<FinishReason, readonly string[]>> = {
  stop: ['stop', 'end_turn', 'stop_sequence', 'COMPLETE', 'completed', 'eos', 'eos_token', 'success'],
  length: [
    'length',
    'max_tokens',
    'max_output_tokens',
    'max_completion_tokens',
    'model_context_window_exceeded',
    'incomplete:max_output_tokens',
    'incomplete',
  ],
  tool_call: ['tool_call', 'tool_calls', 'tool_use', 'function_call'],
  content_filter: [
    'content_filter',
    'content_filtered',
    'guardrail_intervened',
    'refusal',
    'SAFETY',
    'RECITATION',
    'PROHIBITED_CONTENT',
    'BLOCKLIST',
    'SPII',
    'LANGUAGE',
    'IMAGE_SAFETY',
    'ERROR_TOXIC',
  ],
  error: ['error', 'failed', 'MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'malformed_tool_use', 'network_error'],
  cancelled: ['cancelled', 'canceled', 'aborted', 'abort'],
  paused: ['pause_turn', 'in_progress', 'queued', 'interrupt', 'interrupted'],
  other: ['other', 'unknown', 'FINISH_REASON_UNSPECIFIED', 'unspecified'],
}

const byRaw = new Map<string, FinishReason>()
for (const reason of Object.keys(rawReasons) as FinishReason[]) {
  for (const raw of rawReasons[reason]) byRaw.set(plain(raw), reason)
}

function plain(raw: string): string {
  return raw
    .slice(0, 64)
    .toLowerCase()
    .replace(/^finishreason\./, '')
    .replaceAll(/[^a-z0-9:]/g, '')
}

/** Of several choices the first reason that is more than `stop`; null when none was sent. */
export function finishReason(view: SpanView): FinishReason | null {
  for (const { value } of view.readings('finish_reasons')) {
    const found = reasonsOf(value).map((raw) => byRaw.get(plain(raw)) ?? 'other')
    if (found.length > 0) return found.find((reason) => reason !== 'stop') ?? 'stop'
  }
  return null
}

/** string[], JSON text of one, comma-separated text, or one word (conventions §0 rule 4). */
function reasonsOf(value: Data): readonly string[] {
  const list = unpacked(value)
  if (isList(list)) return list.flatMap((item) => textOf(item) ?? [])
  const text = textOf(list)
  return text === null ? [] : text.split(',').map((word) => word.trim())
}
