/** What GitHub refuses, and which rights the App lacks. */
import type { AppPermission } from '../authorize/app-permissions.ts'
import type { Shown } from '../explain/situation.ts'
import type { RefusedWork, Trouble } from '../state/obstacles.ts'
import { list } from './words.ts'

const NO_RIGHT = /not accessible by integration/i

/** For people, in prose: names stand in backticks. */
export function troubleWords(trouble: Trouble | Shown): string {
  switch (trouble.kind) {
    case 'refused':
      return refused(WANTED[trouble.action], trouble.message)
    case 'no-dispatch':
      return trouble.problem
    case 'shown':
      return trouble.words
    default:
      return trouble satisfies never
  }
}

const WANTED: Record<RefusedWork, string> = {
  'create-branch': 'make its branch',
  'open-pull': 'open its pull request',
  'ready-pull': 'mark its pull request as ready',
  'close-issue': 'close its issue',
  check: 'set its checks',
  merge: 'merge it',
  enqueue: "put it into GitHub's merge queue",
  dequeue: "take it out of GitHub's merge queue",
  'update-branch': 'bring the base branch into its branch',
}

const refused = (wanted: string, message: string): string =>
  `GitHub refused to let me ${wanted}: ${message} (tried again ${NO_RIGHT.test(message) ? 'when the permission is given, and hourly' : 'within the hour'})`

/** `checks: write`, for people who look for it on GitHub's page. */
const rightWords = ({ name, level }: AppPermission): string => `\`${name}: ${level}\``

/** `lacks `checks: write`, so I cannot set checks`. */
export const lackWords = (rights: AppPermission[] | Shown): string =>
  'kind' in rights
    ? rights.words
    : `lacks ${list(rights.map(rightWords))}, so I cannot ${list(rights.map(({ without }) => without))}`
