/** What the bot would do, said while `dry-run: true` keeps it from doing it. */
import type { Action } from '../actions.ts'
import { code, text } from './escape.ts'
import { type Said, said } from './markers.ts'
import { bullets, list, short } from './words.ts'

export const DRY_RUN = 'dry-run'

/** `actions`: what it would do here; `besides`: for the repository as a whole. */
export function dryRun(actions: Action[], besides: Action[]): Said {
  const here = lines(actions)
  const rest = lines(besides)
  return said(
    DRY_RUN,
    '`dry-run: true` is set in `.github/switchyard.yml`, so I only say what I would do next:',
    bullets(here.length > 0 ? here : ['nothing here'], 40),
    rest.length > 0 && `Besides, for the repository:\n\n${bullets(rest, 20)}`,
    'I keep this comment up to date. What would come after these steps I cannot tell before they are done.',
  )
}

export const dryRunOver = (): Said => said(DRY_RUN, 'The dry run is over. What I do from here on is real.')

/** One for each action; labels of the repository are one line. */
function lines(actions: Action[]): string[] {
  const labels = actions.flatMap((action) => (action.kind === 'create-label' ? [code(action.name)] : []))
  const others = actions.filter(({ kind }) => kind !== 'create-label').map(words)
  return [...new Set(labels.length === 0 ? others : [`make the labels ${list(labels)}`, ...others])]
}

/** What the action would do, to follow "I would". */
export function words(action: Action): string {
  switch (action.kind) {
    case 'create-label':
      return `make the label ${code(action.name)}`
    case 'set-labels':
      return labelled(action)
    case 'comment':
      return `comment on #${action.issue}: ${firstLine(action.body)}`
    case 'edit-comment':
      return `edit my comment on #${action.issue}: ${firstLine(action.body)}`
    case 'react':
      return { '+1': 'accept a command with 👍', '-1': 'refuse a command with 👎', eyes: 'show 👀 on a command' }[
        action.content
      ]
    case 'unreact':
      return 'take my 👀 off a command'
    case 'create-branch':
      return `make the branch ${code(action.branch)} at ${code(short(action.sha))}`
    case 'delete-branch':
      return `delete the branch ${code(action.branch)}`
    case 'open-pull':
      return `open a ${action.draft ? 'draft ' : ''}pull request from ${code(action.branch)} to ${code(action.base)}`
    case 'offer-setup':
      return `offer a configuration in a pull request from ${code(action.branch)}`
    case 'edit-pull':
      return `write the text of pull request #${action.pull}`
    case 'ready-pull':
      return `mark pull request #${action.pull} as ready`
    case 'request-review':
      return `ask ${code(action.login)} to review pull request #${action.pull}`
    case 'check':
      return `set the check ${code(action.name)} to ${action.conclusion ?? 'running'}: ${text(action.title, 150)}`
    case 'edit-issue-body':
      return `write the dashboard, #${action.issue}`
    case 'dispatch-workflow':
      return `start the workflow ${code(action.file)} on ${code(action.ref)}`
    case 'close-issue':
      return `close #${action.issue}`
    case 'open-session':
      return `open a session: ${text(action.title, 100)}`
    case 'pin':
    case 'unpin':
      return `${action.kind} #${action.issue}`
    case 'add-sub-issue':
      return `make #${action.child} a sub-issue of #${action.issue}`
    case 'add-blocked-by':
      return `mark #${action.issue} as blocked by #${action.by}`
    case 'remove-blocked-by':
      return `take back that #${action.issue} is blocked by #${action.by}`
    case 'trial':
      return `merge ${code(short(action.head))} into ${code(short(action.base))} on trial and test the result`
    case 'merge':
      return `set ${code(action.baseBranch)} to the tested commit ${code(short(action.trial))}, which merges #${action.pull}`
  }
}

function labelled({ issue, add, remove }: Extract<Action, { kind: 'set-labels' }>): string {
  const parts = [
    add.length > 0 && `give #${issue} the label ${list(add.map((name) => code(name)))}`,
    remove.length > 0 && `take ${list(remove.map((name) => code(name)))} off #${issue}`,
  ]
  return parts.filter((part) => part !== false).join(' and ')
}

/** Of what people would see; it may be cut where Markdown does not end, so it is words again. */
const firstLine = (body: string): string => text(body.split('\n').find((line) => line.trim() !== '') ?? '', 150)
