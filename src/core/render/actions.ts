/** Actions in words. */
import type { Action } from '../actions.ts'
import { code, text } from './escape.ts'
import { list, short } from './words.ts'

/** Describes an action; the words continue "I would". */
export function words(action: Action): string {
  switch (action.kind) {
    case 'create-label':
      return `create the label ${code(action.name)}`
    case 'set-labels':
      return labelled(action)
    case 'comment':
      return `comment on ${at(action.issue)}: ${firstLine(action.body)}`
    case 'edit-comment':
      return `edit my comment on ${at(action.issue)}: ${firstLine(action.body)}`
    case 'react':
      return action.content === 'eyes'
        ? 'show 👀 on a command'
        : `answer ${text(action.why ?? 'a command', 150)} with ${action.content === '+1' ? '👍' : '👎'}`
    case 'unreact':
      return 'remove my 👀 from a command'
    case 'create-branch':
      return `create the branch ${code(action.branch)} at ${code(short(action.sha))}`
    case 'delete-branch':
      return `delete the branch ${code(action.branch)}`
    case 'open-pull':
      return `open a ${action.draft ? 'draft ' : ''}pull request from ${code(action.branch)} to ${code(action.base)}`
    case 'offer-setup':
      return `offer a configuration in a pull request from ${code(action.branch)}`
    case 'edit-pull':
      return `update the text of ${pull(action.pull)}`
    case 'ready-pull':
      return `mark ${pull(action.pull)} as ready`
    case 'request-review':
      return `ask ${code(action.login)} to review ${pull(action.pull)}`
    case 'check':
      return `set the check ${code(action.name)} to ${action.conclusion ?? 'running'}: ${text(action.title, 150)}`
    case 'edit-issue-body':
      return `update the dashboard, ${at(action.issue)}`
    case 'dispatch':
      return `start ${action.what}`
    case 'close-issue':
      return `close ${at(action.issue)}`
    case 'reopen-issue':
      return `reopen ${at(action.issue)}`
    case 'retarget-pull':
      return `point ${pull(action.pull)} at ${code(action.base)}`
    case 'open-session':
      return `open a session: ${text(action.title, 100)}`
    case 'pin':
    case 'unpin':
      return `${action.kind} ${at(action.issue)}`
    case 'add-sub-issue':
      return `make #${action.child} a sub-issue of ${at(action.issue)}`
    case 'add-blocked-by':
      return `mark #${action.issue} as blocked by #${action.by}`
    case 'remove-blocked-by':
      return `no longer mark #${action.issue} as blocked by #${action.by}`
    case 'trial':
      return `make a trial merge of ${code(short(action.head))} into ${code(short(action.base))} and test it`
    case 'enqueue':
      return `put ${pull(action.pull)} into GitHub's merge queue at ${code(short(action.head))}`
    case 'dequeue':
      return `take ${pull(action.pull)} out of GitHub's merge queue`
    case 'update-branch':
      return `update ${code(action.branch)} with the base branch, by the tested commit ${code(short(action.trial))}`
    case 'merge':
      if (action.method) return `have GitHub merge ${pull(action.pull)}${BY[action.method]}`
      return `set ${code(action.baseBranch)} to the tested commit ${code(short(action.trial))}, which merges ${pull(action.pull)}`
  }
}

const BY = { merge: ' with a merge commit', squash: ' by squashing', rebase: ' by rebasing' }

function labelled({ issue, add, remove }: Extract<Action, { kind: 'set-labels' }>): string {
  const parts = [
    add.length > 0 &&
      `add the label${add.length > 1 ? 's' : ''} ${list(add.map((name) => code(name)))} to ${at(issue)}`,
    remove.length > 0 && `remove ${list(remove.map((name) => code(name)))} from ${at(issue)}`,
  ]
  return parts.filter((part) => part !== false).join(' and ')
}

const at = (number: number): string => `#${number}`

const pull = (number: number): string => `pull request #${number}`

/** The first visible line without Markdown marks, since a cut could leave a mark open. */
function firstLine(body: string): string {
  const line = body.split('\n').find((one) => one.trim() !== '') ?? ''
  return text(line.replaceAll(/[*`]/g, '').replace(/:$/, ''), 150)
}
