/** All checks, in the order people see them. To add one, create its file and list it here (docs/extending.md). */
import { acceptance } from './acceptance.ts'
import { contract } from './contract.ts'
import type { Check, CheckName, ReadingCheck } from './define.ts'
import { dependencies } from './dependencies.ts'
import { integration } from './integration.ts'
import { scope } from './scope.ts'

export const CHECKS = [scope, acceptance, dependencies, contract, integration] as const satisfies readonly Check[]

/** Does not compile when a check's name has the type `string`, since every name would then be a check's name. */
const named: string extends CheckName ? never : readonly { name: CheckName; runs: Check['runs'] }[] = CHECKS

export const CHECK_NAMES: readonly CheckName[] = named.map(({ name }) => name)

/** Names of the checks that a trial merge decides. */
export const TRIAL_CHECK_NAMES: readonly CheckName[] = named
  .filter(({ runs }) => runs === 'by-trial-merge')
  .map(({ name }) => name)

/** The checks that need no trial merge. */
export const READING_CHECKS: readonly ReadingCheck<CheckName>[] = CHECKS.filter(
  (check) => check.runs !== 'by-trial-merge',
)
