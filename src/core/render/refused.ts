/** What GitHub refuses, and which permissions the App lacks. */
import type { AppPermission } from '../authorize/app-permissions.ts'
import type { Shown } from '../explain/situation.ts'
import type { RefusedWork, Trouble } from '../state/obstacles.ts'
import { list } from './words.ts'

/** GitHub's words for a permission that the App lacks. */
export const NO_RIGHT = /not accessible by integration/i

/** Describes a problem for people. Prose: names are in backticks. */
export function troubleWords(trouble: Trouble | Shown): string {
  switch (trouble.kind) {
    case 'refused':
      return refused(trouble.action, trouble.message)
    case 'workflows':
      return `its branch needs the changed workflow files of \`${trouble.base}\`, and I may not bring them in: its agent merges \`${trouble.base}\` into it, or press "Update branch" on #${trouble.pull}, or an owner grants the App \`workflows: write\``
    case 'no-dispatch':
      return trouble.problem
    case 'shown':
      return trouble.words
    default:
      return trouble satisfies never
  }
}

const REFUSED: Record<RefusedWork, string> = {
  'create-branch': 'create its branch',
  'open-pull': 'open its pull request',
  'ready-pull': 'mark its pull request as ready',
  'close-issue': 'close its issue',
  check: 'set its checks',
  merge: 'merge it',
  enqueue: "put it into GitHub's merge queue",
  dequeue: "remove it from GitHub's merge queue",
  'update-branch': 'update its branch with the base branch',
}

/** What a rule can forbid on a packet's branch. */
const ON_BRANCH: readonly RefusedWork[] = ['create-branch', 'open-pull', 'update-branch']

function refused(action: RefusedWork, message: string): string {
  const words = `GitHub refused to let me ${REFUSED[action]}: ${message.trim()}`
  if (NO_RIGHT.test(message)) return `${words} (I retry when the permission is granted, and hourly)`
  if (!ON_BRANCH.includes(action)) return `${words} (I retry within the hour)`
  return `${words.replace(/[.]$/, '')}. If a rule forbids it, an administrator exempts the branch or lets Switchyard bypass it; I retry within the hour`
}

/** `checks: write`, as GitHub's page names it. */
const rightWords = ({ name, level }: AppPermission): string => `\`${name}: ${level}\``

/** `lacks `checks: write`, so I cannot set checks`. */
export const lackWords = (rights: AppPermission[] | Shown): string =>
  'kind' in rights
    ? rights.words
    : `lacks ${list(rights.map(rightWords))}, so I cannot ${list(rights.map(({ without }) => without))}`
