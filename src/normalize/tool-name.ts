import { nameOf } from './names.ts'

/**
 * `mcp__files__read_page`: hosts of several MCP servers offer a server's tool to the model under a name that begins with
 * the server's. The server itself, and what the host's own spans call `gen_ai.tool.name`, know the last part alone.
 */
const ofServer = /^mcp__[\w.-]{1,64}?__(?=[^_])/

/** What a tool is called, whoever names it: its span, the model's request, the answer or the offer. */
export function toolNameOf(name: string | null | undefined): string | null {
  return nameOf(nameOf(name)?.replace(ofServer, ''))
}
