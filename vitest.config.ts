import { defineConfig } from 'vitest/config'
import { type Tier, tiers } from './test/tiers.ts'

/** Holds everything that the GitHub emulator answers and sends against GitHub's own descriptions. */
const WITNESS = ['test/faithful/setup.ts']

/** Deadlines are for tests that hang; they are long, because the machine may be busy with something else. */
const project = (name: Tier, more: object) => ({ test: { name, ...tiers[name], hookTimeout: 240_000, ...more } })

export default defineConfig({
  test: {
    projects: [
      project('unit', { isolate: false, testTimeout: 30_000 }),
      project('smoke', { setupFiles: WITNESS, testTimeout: 120_000 }),
      project('integration', { setupFiles: WITNESS, testTimeout: 120_000 }),
      project('e2e', { setupFiles: WITNESS, testTimeout: 120_000 }),
      project('properties', { setupFiles: WITNESS, testTimeout: 120_000 }),
      // After all others, so that nothing of this run takes the processor from what is measured.
      project('timing', { maxWorkers: 1, sequence: { groupOrder: 1 }, testTimeout: 600_000 }),
    ],
    // The suite starts real git, real servers and a browser, and machines with two cores are common.
    maxWorkers: 2,
    reporters: ['default', './test/not-run.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
})
