/**
 * The tiers of the tests. A file belongs to the first tier whose patterns match it, so a suffix counts before a folder;
 * `tiers.test.ts` proves that every test file has exactly one tier.
 */

export type Tier = 'unit' | 'smoke' | 'integration' | 'e2e' | 'properties' | 'timing'

/** Folders whose tests need git, sockets, processes or the GitHub emulator. */
const INTEGRATION = [
  'test/{cli,faithful,flows,harness,incidents,sandbox,security}/**/*.test.ts',
  'test/shell/{git,github,runner,setup,store}/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'test/**/*.integration.test.ts',
]
const TIMING = ['test/**/*.timing.test.ts']

/** What vitest includes and excludes for each tier. */
export const tiers: Record<Tier, { include: string[]; exclude: string[] }> = {
  unit: { include: ['test/*.test.ts', 'test/{core,shell}/**/*.test.ts'], exclude: [...INTEGRATION, ...TIMING] },
  smoke: { include: ['test/smoke/**/*.test.ts'], exclude: TIMING },
  integration: { include: INTEGRATION, exclude: TIMING },
  e2e: { include: ['test/e2e/**/*.test.ts'], exclude: TIMING },
  properties: { include: ['test/properties/**/*.test.ts'], exclude: TIMING },
  timing: { include: TIMING, exclude: [] },
}
