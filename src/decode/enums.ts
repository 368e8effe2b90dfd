// Enumerators of opentelemetry-proto by name; their number is their place. What we do not know reads as 0, "unspecified".

const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']
const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((level) =>
  ['', '2', '3', '4'].map((n) => level + n),
)

export const spanKinds = named('SPAN_KIND_', kinds)
export const statusCodes = named('STATUS_CODE_', ['UNSET', 'OK', 'ERROR'])
export const severityNumbers = named('SEVERITY_NUMBER_', ['UNSPECIFIED', ...levels])

export type EnumNames = ReadonlyMap<string, number>

export function knownEnumerator(value: number, names: EnumNames): number {
  return value >= 0 && value < names.size ? value : 0
}

function named(prefix: string, names: readonly string[]): EnumNames {
  return new Map(names.map((name, number) => [prefix + name, number]))
}
