import type { OtlpLimits } from '../otlp/limits.ts'
import type { Config } from './config.ts'

/** The bounds of the OTLP edges that operators set; all others are fixed. */
export function otlpLimitsOf({ limits }: Config): Pick<OtlpLimits, 'loopLagMsMax' | 'rssBytesMax'> {
  return { loopLagMsMax: limits.process.loopLag, rssBytesMax: limits.process.rssMebibytes * 1024 * 1024 }
}
