// Where every thread starts: it loads the modules it was handed, which are plain JavaScript already, under the addresses of
// the files they come from. Plain JavaScript itself, because a TypeScript file would bring what this is to avoid (see
// plain-sources.ts).
import { registerHooks, syncBuiltinESMExports } from 'node:module'
import threads from 'node:worker_threads'

const { entry, sources, data } = threads.workerData

registerHooks({
  load(url, context, nextLoad) {
    const source = sources.get(url)
    return source === undefined ? nextLoad(url, context) : { format: 'module', source, shortCircuit: true }
  },
})

// What the thread's own modules import as `workerData` is what they were started with.
threads.workerData = data
syncBuiltinESMExports()
await import(entry)
