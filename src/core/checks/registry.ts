/** All checks, in the order people see them. Adding one is a file and a line here (docs/extending.md). */
import { acceptance } from './acceptance.ts'
import { contract } from './contract.ts'
import type { Check, CheckName, ReadingCheck } from './define.ts'
import { dependencies } from './dependencies.ts'
import { integration } from './integration.ts'
import { scope } from './scope.ts'

export const CHECKS = [scope, acceptance, dependencies, contract, integration] as const satisfies readonly Check[]

/** A check whose type does not say its name would make every name a check's name. This line then does not compile. */
const named: string extends CheckName ? never : readonly { name: CheckName; runs: Check['runs'] }[] = CHECKS

export const CHECK_NAMES: readonly CheckName[] = named.map(({ name }) => name)

/** Those that a trial merge decides. */
export const TRIAL_CHECK_NAMES: readonly CheckName[] = named
  .filter(({ runs }) => runs === 'by-trial-merge')
  .map(({ name }) => name)

/** Those that need no trial merge: the packet and what was read from GitHub are enough. */
export const READING_CHECKS: readonly ReadingCheck<CheckName>[] = CHECKS.filter(
  (check) => check.runs !== 'by-trial-merge',
)
