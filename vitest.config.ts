import { defineConfig } from 'vitest/config'

const report = process.env.PROMONTORY_TEST_REPORT

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // node:sqlite and grpc hold native handles: a process each, so that none can disturb another.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 5_000,
    setupFiles: ['test/property-seed.ts'],
    // Tests that were left focused would leave out all others unseen.
    allowOnly: false,
    // `.ci/run` counts from the JSON report; people read the other one.
    ...(report ? { reporters: ['default', 'json'], outputFile: { json: report } } : {}),
  },
})
