import { Command } from 'commander'
import { startApp } from '../app.ts'
import { sinksOf } from '../config/sinks-of.ts'
import type { Sink } from '../deliver/contract.ts'
import { openSinks } from '../deliver/sinks.ts'
import { createLog } from '../telemetry/log.ts'
import { readConfig } from './read-config.ts'
import { stopSignal } from './stop-signal.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('receive OTLP, judge runs, serve the API; candidate events go to standard output as CloudEvents')
    .option('--config <file>', 'configuration file (or PROMONTORY_CONFIG)')
    .action(async ({ config: path }: { config?: string }) => {
      const config = readConfig(path)
      const log = createLog(config.telemetry.log.level)
      const ready = Promise.withResolvers<void>()
      const sinks = openSinks(sinksOf(config), process.stdout).map((sink) => onceReady(sink, ready.promise))
      const app = await startApp({ config, sinks, log })
      process.stdout.write(`${JSON.stringify({ listening: app.listening })}\n`)
      ready.resolve()
      await stopSignal()
      await app.stop()
    })
}

/** Events left over from before a restart come after the line that says where this one listens. */
function onceReady(sink: Sink, ready: Promise<void>): Sink {
  return {
    ...sink,
    name: sink.name,
    send: async (events) => {
      await ready
      return sink.send(events)
    },
  }
}
