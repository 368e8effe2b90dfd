import { type Place, places } from '../place.ts'
import type { Family } from './family.ts'

const methods: Readonly<Record<string, Place>> = {
  'tools/call': places.tool,
  'sampling/createMessage': places.llm,
  'elicitation/create': places.approval,
}

/** MCP semantic conventions; the transport's plumbing is context, not a step. */
export const mcp: Family = {
  name: 'mcp',
  attributes: ['mcp.method.name', 'mcp.session.id'],
  recognizes: (view) => view.has('mcp.method.name'),
  place: (view) => methods[view.text('mcp.method.name') ?? ''] ?? places.other,
  evidence: (view) => {
    if (view.text('error.type') === 'tool_error') return { outcome: 'error', from: 'error.type' }
    const code = view.attributes.get('rpc.response.status_code')
    if (code === undefined || code === 0 || code === '0') return null
    const unknown = String(code) === '-32601' || String(code) === '-32602'
    return unknown && view.text('mcp.method.name') === 'tools/call'
      ? { outcome: 'error', from: 'rpc.response.status_code', text: view.span.statusMessage || `MCP error ${code}` }
      : null
  },
}
