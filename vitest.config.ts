import { defineConfig } from 'vitest/config'

const report = process.env.PROMONTORY_TEST_REPORT

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // node:sqlite and grpc hold native handles: a process each, so that none can disturb another.
    pool: 'forks',
    // Nothing is proved by time: these only end what would never end, on a slow machine with much else to do, too.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    expect: { poll: { timeout: 60_000 } },
    setupFiles: ['test/plain-environment.ts', 'test/property-seed.ts'],
    // Tests that were left focused would leave out all others unseen.
    allowOnly: false,
    // `.ci/run` counts from the JSON report; people read the other one.
    ...(report ? { reporters: ['default', 'json'], outputFile: { json: report } } : {}),
  },
})
