/** A reporter that ends a run by saying which tiers it left out, and how to run them. */
import type { Reporter, TestModule } from 'vitest/node'
import { tiers } from './tiers.ts'

/** One line about the tiers that are missing in `ran`; null when none is. */
export function notRun(ran: Iterable<string>): string | null {
  const had = new Set(ran)
  const missing = Object.keys(tiers).filter((name) => !had.has(name))
  if (missing.length === 0) return null
  return `Not run: ${missing.join(', ')}. All tests: npm run test:all. One tier: npx vitest run --project NAME.`
}

export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const line = notRun(modules.map(({ project }) => project.name))
    if (line !== null) process.stdout.write(`\n${line}\n`)
  }
}
