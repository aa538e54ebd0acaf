/** What people and agents do, through the same API and git that anybody uses, each with that role's rights. */
import type { BypassActor, Forge, MergeMethod, Repo, Review, RoleName, Rule, User } from '@switchyard/github-emulator'
import {
  deleteIssue,
  noticeRefs,
  type ProtectionBody,
  protectionBody,
  resolveThread,
  transferIssue,
} from '@switchyard/github-emulator/testing'
import { type NewCommit, writeCommit } from './commits.ts'

interface PushOptions extends Pick<NewCommit, 'merge' | 'from' | 'force'> {
  message?: string
}

export interface People {
  file(role: RoleName, title: string, body: string, labels?: string[]): Promise<number>
  edit(role: RoleName, issue: number, change: { title?: string; body?: string | null }): Promise<void>
  /** Ticks the boxes whose line holds `text`; all of them when it is left out. */
  tick(role: RoleName, issue: number, text?: string): Promise<void>
  /** Gives the comment's id. */
  comment(role: RoleName, issue: number, body: string): Promise<number>
  editComment(role: RoleName, id: number, body: string): Promise<void>
  deleteComment(role: RoleName, id: number): Promise<void>
  label(role: RoleName, issue: number, name: string): Promise<void>
  unlabel(role: RoleName, issue: number, name: string): Promise<void>
  renameLabel(role: RoleName, name: string, to: string): Promise<void>
  deleteLabel(role: RoleName, name: string): Promise<void>
  assign(role: RoleName, issue: number, login: string): Promise<void>
  close(role: RoleName, issue: number, reason?: 'completed' | 'not_planned'): Promise<void>
  reopen(role: RoleName, issue: number): Promise<void>
  /** One commit on `branch`; gives its id. */
  push(role: RoleName, branch: string, files: NewCommit['files'], options?: PushOptions): Promise<string>
  pushMain(role: RoleName, files: NewCommit['files']): Promise<string>
  branch(role: RoleName, name: string, from?: string): Promise<void>
  deleteBranch(role: RoleName, name: string): Promise<void>
  openPull(role: RoleName, head: string, title: string, body?: string): Promise<number>
  review(
    role: RoleName,
    pull: number,
    event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT',
    body?: string,
  ): Promise<Review['id']>
  dismissReview(role: RoleName, pull: number, review: Review['id']): Promise<void>
  /** Resolves every conversation of the pull request. */
  resolve(role: RoleName, pull: number): Promise<void>
  /** GitHub's button that merges the base into the branch. */
  updateBranch(role: RoleName, pull: number): Promise<void>
  closePull(role: RoleName, pull: number): Promise<void>
  mergePull(role: RoleName, pull: number): Promise<void>
  /** Sets the base branch's ruleset of this name, for all but `bypass`; no rules take it away. */
  rules(role: RoleName, name: string, rules: Rule[], bypass?: BypassActor[], on?: string): Promise<void>
  /** Sets a branch's classic protection; null takes it away. */
  protect(role: RoleName, branch: string, settings: Partial<ProtectionBody> | null): Promise<void>
  /** Says in which ways pull requests may be merged. */
  allowMethods(role: RoleName, methods: MergeMethod[]): Promise<void>
  deleteIssue(role: RoleName, issue: number): Promise<void>
  transferIssue(role: RoleName, issue: number, to: Repo): Promise<void>
}

export interface Doing {
  forge: Forge
  repo: Repo
  user(role: RoleName): User
  /** Asks the API as a role and gives the answer's body. Throws for any status of 400 or more. */
  call<T = unknown>(role: RoleName, method: string, path: string, body?: object): Promise<T>
  /** Around everything a person does: time goes on, and webhooks may be lost. */
  act<T>(work: () => Promise<T>): Promise<T>
  /** Seconds: a time for the next commit that is the same in every run. */
  commitTime(): number
}

export function createPeople(doing: Doing): People {
  const { forge, repo, user, call, act } = doing
  const write = async (role: RoleName, method: string, path: string, body?: object): Promise<void> =>
    act(async () => void (await call(role, method, path, body)))
  const made = <K extends 'id' | 'number'>(role: RoleName, path: string, body: object, key: K): Promise<number> =>
    act(async () => (await call<Record<K, number>>(role, 'POST', path, body))[key])
  const patchIssue = (role: RoleName, issue: number, change: object) => write(role, 'PATCH', `/issues/${issue}`, change)

  const push: People['push'] = (role, branch, files, { message = 'work', ...options } = {}) =>
    act(async () => {
      const commit = { branch, files, message, at: doing.commitTime(), ...options }
      const sha = await writeCommit(forge, repo, user(role), commit)
      await noticeRefs(forge, repo, user(role))
      return sha
    })
  return {
    file: (role, title, body, labels) => made(role, '/issues', { title, body, ...(labels && { labels }) }, 'number'),
    edit: patchIssue,
    async tick(role, issue, text = '') {
      const { body } = await call<{ body: string }>(role, 'GET', `/issues/${issue}`)
      const ticked = body.split('\n').map((line) => (line.includes(text) ? line.replace('- [ ]', '- [x]') : line))
      return patchIssue(role, issue, { body: ticked.join('\n') })
    },
    comment: (role, issue, body) => made(role, `/issues/${issue}/comments`, { body }, 'id'),
    editComment: (role, id, body) => write(role, 'PATCH', `/issues/comments/${id}`, { body }),
    deleteComment: (role, id) => write(role, 'DELETE', `/issues/comments/${id}`),
    label: (role, issue, name) => write(role, 'POST', `/issues/${issue}/labels`, { labels: [name] }),
    unlabel: (role, issue, name) => write(role, 'DELETE', `/issues/${issue}/labels/${encodeURIComponent(name)}`),
    renameLabel: (role, name, to) => write(role, 'PATCH', `/labels/${encodeURIComponent(name)}`, { new_name: to }),
    deleteLabel: (role, name) => write(role, 'DELETE', `/labels/${encodeURIComponent(name)}`),
    assign: (role, issue, login) => write(role, 'POST', `/issues/${issue}/assignees`, { assignees: [login] }),
    close: (role, issue, reason = 'completed') => patchIssue(role, issue, { state: 'closed', state_reason: reason }),
    reopen: (role, issue) => patchIssue(role, issue, { state: 'open' }),
    push,
    pushMain: (role, files) => push(role, repo.defaultBranch, files, { message: 'main moves' }),
    branch: (role, name, from = repo.defaultBranch) =>
      write(role, 'POST', '/git/refs', { ref: `refs/heads/${name}`, sha: repo.refs[`refs/heads/${from}`] }),
    deleteBranch: (role, name) => write(role, 'DELETE', `/git/refs/heads/${name}`),
    openPull: (role, head, title, body = '') =>
      made(role, '/pulls', { head, title, body, base: repo.defaultBranch }, 'number'),
    review: (role, pull, event, body = 'Seen') => made(role, `/pulls/${pull}/reviews`, { event, body }, 'id'),
    dismissReview: (role, pull, review) =>
      write(role, 'PUT', `/pulls/${pull}/reviews/${review}/dismissals`, { message: 'Settled' }),
    updateBranch: (role, pull) => write(role, 'PUT', `/pulls/${pull}/update-branch`, {}),
    closePull: (role, pull) => write(role, 'PATCH', `/pulls/${pull}`, { state: 'closed' }),
    mergePull: (role, pull) => write(role, 'PUT', `/pulls/${pull}/merge`),
    async rules(role, name, rules, bypass = [], on = '~DEFAULT_BRANCH') {
      const known = repo.rulesets?.find((one) => one.name === name)
      if (rules.length === 0) return known && write(role, 'DELETE', `/rulesets/${known.id}`)
      const body = {
        name,
        enforcement: 'active',
        rules,
        bypass_actors: bypass,
        conditions: { ref_name: { include: [on], exclude: [] } },
      }
      return known ? write(role, 'PUT', `/rulesets/${known.id}`, body) : write(role, 'POST', '/rulesets', body)
    },
    protect: (role, branch, settings) =>
      settings === null
        ? write(role, 'DELETE', `/branches/${branch}/protection`)
        : write(role, 'PUT', `/branches/${branch}/protection`, protectionBody(settings)),
    allowMethods: (role, methods) =>
      write(role, 'PATCH', '', {
        allow_merge_commit: methods.includes('merge'),
        allow_squash_merge: methods.includes('squash'),
        allow_rebase_merge: methods.includes('rebase'),
      }),
    // GitHub offers the next three on the page and in GraphQL alone.
    resolve: (role, pull) =>
      act(async () => {
        for (const one of repo.lineComments ?? [])
          if (one.issue === pull && one.replyTo === null) resolveThread({ forge, actor: user(role), repo }, one, true)
      }),
    deleteIssue: (role, issue) => act(async () => deleteIssue({ forge, actor: user(role), repo }, found(repo, issue))),
    transferIssue: (role, issue, to) =>
      act(async () => void transferIssue({ forge, actor: user(role), repo }, found(repo, issue), to)),
  }
}

function found(repo: Repo, number: number) {
  const issue = repo.issues.find((each) => each.number === number)
  if (!issue) throw new Error(`there is no issue ${number}`)
  return issue
}
