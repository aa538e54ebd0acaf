import { defineConfig } from 'vitest/config'

// Two workers: the suite starts real git, real servers and a browser, and machines with two cores are common.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    setupFiles: ['test/faithful/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
})
