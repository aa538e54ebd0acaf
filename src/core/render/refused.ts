/** What GitHub refuses, and which rights the App lacks. */
import type { Right } from '../authorize/app-permissions.ts'
import { list } from './words.ts'

const NO_RIGHT = /not accessible by integration/i

/** @param wanted to follow "refused to let me" */
export const refused = (wanted: string, message: string): string =>
  `GitHub refused to let me ${wanted}: ${message} (tried again ${NO_RIGHT.test(message) ? 'when the permission is given, and hourly' : 'within the hour'})`

/** `checks: write`, for people who look for it on GitHub's page. */
const rightWords = ({ name, level }: Right): string => `\`${name}: ${level}\``

/** `lacks `checks: write`, so I cannot set checks`. */
export const lackWords = (rights: Right[]): string =>
  `lacks ${list(rights.map(rightWords))}, so I cannot ${list(rights.map(({ without }) => without))}`
