/** What the checks are called, here and on GitHub. */
import type { CHECKS } from './registry.ts'

export type CheckName = (typeof CHECKS)[number]['name']

const PREFIX = 'switchyard/'

/** The check run's name on GitHub, such as `switchyard/scope`. */
export const checkRunName = <Name extends CheckName>(name: Name): `switchyard/${Name}` => `${PREFIX}${name}`

/** Whether a check run or a required check is one of the bot's own, by its name. */
export const isOwnCheckRun = (name: string): boolean => name.startsWith(PREFIX)
