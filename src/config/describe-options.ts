import { environmentName, type Option, optionList } from './option-list.ts'
import { expectation } from './read-value.ts'

/** The page `docs/configuration.md`, made from the options so that it cannot fall behind them. */
export function describeOptions(): string {
  return [introduction, table(), example()].join('\n')
}

const introduction = `# Configuration

Promontory needs no configuration. What should differ from the defaults goes into \`promontory.yaml\` in the working
directory, into the file named by \`--config\` or \`PROMONTORY_CONFIG\`, or into the environment. The environment wins over
the file, the file over the default. An empty variable counts as unset. Each variable is also read with the prefix
\`PROMONTORY_\` (\`PROMONTORY_STORE_PATH\`), which wins over the name without it.

A key that is not known or a value out of its bounds stops the start; all faults are reported together.

This page is made from the options by \`node src/config/write-docs.ts\`.
`

/** Columns are padded as the formatter does it, so that the page is stable under it. */
function table(): string {
  const rows = [['option', 'environment', 'default', 'accepts', 'why'], ...optionList.map(cells)]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [lines[0], rule, ...lines.slice(1), ''].join('\n')
}

function cells(option: Option): readonly string[] {
  const { fallback, reason } = option.notes
  const shownDefault = fallback === '' ? 'unset' : `\`${fallback}\``
  return [`\`${option.path}\``, `\`${environmentName(option)}\``, shownDefault, expectation(option), reason]
}

function example(): string {
  const lines: string[] = []
  let open: readonly string[] = []
  for (const { keys, notes } of optionList.filter((option) => option.notes.secret !== true)) {
    const shared = keys.findIndex((key, depth) => key !== open[depth])
    for (const [depth, key] of keys.entries())
      if (depth >= shared)
        lines.push(`${'  '.repeat(depth)}${key}:${depth === keys.length - 1 ? ` ${notes.fallback}` : ''}`)
    open = keys
  }
  return ['All defaults as a file:', '', '```yaml', ...lines, '```', ''].join('\n')
}
