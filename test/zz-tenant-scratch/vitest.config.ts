import { defineConfig } from 'vitest/config'
export default defineConfig({
  root: '/work/main',
  plugins: [{ name: 'fix', enforce: 'pre', transform(code: string, id: string) {
    if (id.includes('src/store/candidate-row.ts')) return code.replace('export function then(', 'export function andThen(')
    if (id.includes('src/store/decision-move.ts')) return code.replace(/^ {2}then,$/m, '  andThen as then,')
    return undefined
  } }],
  test: { include: ['test/**/*.test.ts'], pool: 'forks', testTimeout: 60_000, hookTimeout: 60_000, setupFiles: ['test/property-seed.ts'] },
})
