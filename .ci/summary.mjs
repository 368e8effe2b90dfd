// Turns vitest's JSON report into the last line of `.ci/run`. Arguments: the report, then the stages that broke. A stage
// counts as one failure, unless it is `npm test` and the report already tells which tests failed.
import { readFileSync } from 'node:fs'

const [path, ...broken] = process.argv.slice(2)
const report = read(path)
const tests = report.testResults.flatMap((file) => file.assertionResults)
const passed = tests.filter((test) => test.status === 'passed').length
const failed = tests.filter((test) => test.status === 'failed').length
const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
// A file that could not even be loaded has no failed test in it.
const unloaded = report.testResults.filter(isUnloaded)

for (const test of skipped) say(`skipped: ${test.fullName}`)
for (const file of unloaded) say(`not loaded: ${file.name}`)
const stages = broken.filter((stage) => stage !== 'npm test' || failed + unloaded.length === 0)
for (const stage of stages) say(`failed: ${stage}`)
const none = passed + failed === 0 ? 1 : 0
const failures = failed + unloaded.length + skipped.length + stages.length + (stages.length === 0 ? none : 0)
say(`${passed} passed, ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1

function say(line) {
  process.stdout.write(`${line}\n`)
}

function isUnloaded(file) {
  return file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { testResults: [] }
  }
}
