import { Command } from 'commander'
import { startApp } from '../app.ts'
import { stdoutSink } from '../deliver/stdout-sink.ts'
import { createLog } from '../telemetry/log.ts'
import { readConfig } from './read-config.ts'
import { stopSignal } from './stop-signal.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('receive OTLP, judge runs, serve the API; candidate events go to standard output as CloudEvents')
    .option('--config <file>', 'configuration file (or PROMONTORY_CONFIG)')
    .action(async ({ config: path }: { config?: string }) => {
      const config = readConfig(path)
      const log = createLog(process.env.LOG_LEVEL ?? 'info')
      const app = await startApp({ config, sinks: [stdoutSink(process.stdout)], log })
      process.stdout.write(`${JSON.stringify({ listening: app.listening })}\n`)
      await stopSignal()
      await app.stop()
    })
}
