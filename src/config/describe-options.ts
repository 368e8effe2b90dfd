import type { OptionNotes } from './option.ts'
import { environmentNames, type Field, fieldsOf, type Option, optionList } from './option-list.ts'
import { expectation } from './read-value.ts'

/** The page `docs/configuration.md`, made from the options so that it cannot fall behind them. */
export function describeOptions(): string {
  return [introduction, optionTable(), ...lists.map(describeList), example()].join('\n')
}

const introduction = `# Configuration

Promontory needs no configuration. What should differ from the defaults goes into \`promontory.yaml\` in the working
directory, into the file named by \`--config\` or \`PROMONTORY_CONFIG\`, or into the environment. The environment wins over
the file, the file over the default. An empty variable counts as unset. Each variable is also read with the prefix
\`PROMONTORY_\` (\`PROMONTORY_STORE_PATH\`), which wins over the name without it.

Lists are set as a whole: in the file, or as JSON in the variable with the prefix (\`PROMONTORY_KEYS\`).

Secrets and lists can also be mounted as files: \`REDIS_URL_FILE\` or \`PROMONTORY_KEYS_FILE\` names a file that holds what
would stand in the variable without \`_FILE\`.

A key that is not known or a value out of its bounds stops the start, and so does a variable with the prefix that is
not known, and an endpoint that others can reach where no \`keys\` are set; all faults are reported together.

This page is made from the options by \`node src/config/write-docs.ts\`.
`

const lists = optionList.filter((option) => option.notes.form === 'list')

function optionTable(): string {
  return table([['option', 'environment', 'default', 'accepts', 'why'], ...optionList.map(cells)])
}

function cells(option: Option): readonly string[] {
  const { fallback, form, reason } = option.notes
  const shownDefault = form === 'list' || form === 'names' ? 'none' : fallback === '' ? 'unset' : `\`${fallback}\``
  return [`\`${option.path}\``, variables(option), shownDefault, expectation(option), reason]
}

/** Without the prefix where there is a name without it: the introduction tells of the other. */
function variables(option: Option): string {
  const [prefixed = '', ...others] = environmentNames(option)
  return (others.length === 0 ? [prefixed] : others).map((name) => `\`${name}\``).join(', ')
}

function describeList(option: Option): string {
  const rows = fieldsOf(option).map(fieldCells)
  return [`Each of \`${option.path}\`:\n`, table([['key', 'required', 'accepts', 'why'], ...rows])].join('\n')
}

function fieldCells(field: Field): readonly string[] {
  return [`\`${field.name}\``, field.required ? 'yes' : 'no', expectation(field), field.notes.reason]
}

/** Columns are padded as the formatter does it, so that the page is stable under it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [lines[0], rule, ...lines.slice(1), ''].join('\n')
}

function example(): string {
  const lines: string[] = []
  let open: readonly string[] = []
  for (const { keys, notes } of optionList.filter((option) => option.notes.secret !== true)) {
    const shared = keys.findIndex((key, depth) => key !== open[depth])
    for (const [depth, key] of keys.entries())
      if (depth >= shared)
        lines.push(`${'  '.repeat(depth)}${key}:${depth === keys.length - 1 ? ` ${asYaml(notes)}` : ''}`)
    open = keys
  }
  return ['All defaults as a file:', '', '```yaml', ...lines, '```', ''].join('\n')
}

function asYaml({ form, fallback }: OptionNotes): string {
  if (form === 'list' || form === 'names') return '[]'
  return fallback === '' ? "''" : String(fallback)
}
